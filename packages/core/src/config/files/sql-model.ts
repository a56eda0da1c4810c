import { nearestName } from '@revetl/sdk/host'
import type { Problems } from '../problems.ts'
import { headerBlock } from './header-block.ts'

/** A SQL file and what its first comment lines say. */
export interface SqlModel {
  readonly source: string | undefined
  readonly sourceLine: number | undefined
  readonly key: readonly string[] | undefined
  readonly description: string | undefined
  /** YAML on its own lines of the file; undefined where there is none. */
  readonly contract: string | undefined
  readonly sql: string
  /** From 1. */
  readonly sqlLine: number
}

const options = ['source', 'key', 'description', 'contract']

/**
 * Reads the comment lines `-- source: name`, `-- key: a, b` and `-- description: …` at the top of a SQL file, and
 * `-- contract:` with the YAML below it; other comments are only comments, except those that look like one of these
 * mistyped.
 */
export function parseSqlModel(
  file: string,
  text: string,
  problems: Problems,
): SqlModel | undefined {
  const lines = text.replace(/^\uFEFF/, '').split('\n')
  const found = new Map<string, { readonly value: string; readonly line: number }>()
  const before = problems.errors.length
  const headerLength = lines.findIndex((line) => !/^\s*(--[^\n]*)?$/.test(line))
  if (headerLength === -1) {
    problems.add('REV_CONFIG_INVALID', `Failed to read ${file}: it has no SQL.`, {
      place: { file, line: 1, column: 1 },
      hint: 'Write one SELECT.',
    })
    return undefined
  }
  const contract = headerBlock(lines.slice(0, headerLength), 'contract')
  for (const [index, line] of lines.slice(0, headerLength).entries()) {
    if (contract?.lines.has(index)) continue
    const [, name, value] = /^\s*--\s*([a-z_]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const place = { file, line: index + 1, column: 1 }
    if (options.includes(name) && value !== '' && !found.has(name)) {
      found.set(name, { value, line: index + 1 })
    } else if (options.includes(name)) {
      const reason = value === '' ? 'has no value' : 'is there twice'
      problems.add('REV_CONFIG_INVALID', `Failed to read ${file}: "${name}" ${reason}.`, {
        place,
        hint: `Write one line \`-- ${name}: …\`.`,
      })
    } else if (nearestName(name, options) !== undefined) {
      problems.add(
        'REV_CONFIG_UNKNOWN_KEY',
        `Failed to read ${file}: the option "${name}" is not known.`,
        { place, hint: `Did you mean "${nearestName(name, options)}"?` },
      )
    }
  }
  if (problems.errors.length > before) return undefined
  return {
    source: found.get('source')?.value,
    sourceLine: found.get('source')?.line,
    key: found
      .get('key')
      ?.value.split(',')
      .map((name) => name.trim()),
    description: found.get('description')?.value,
    contract: contract?.text,
    sql: lines.slice(headerLength).join('\n'),
    sqlLine: headerLength + 1,
  }
}
