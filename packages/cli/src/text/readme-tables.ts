import type { Manifest, ManifestObject } from '@revetl/sdk'
import { optionRows } from './option-rows.ts'

const block = /(<!-- rev: (options|objects) -->\n)[^]*?(<!-- rev: end -->)/g

/** A README whose tables say what the manifest does; as it was where it has no places for them. */
export function withManifestTables(readme: string, manifest: Manifest): string {
  const tables: Readonly<Record<string, string>> = {
    options: optionsTable(manifest),
    objects: objectsTable(manifest),
  }
  return readme.replace(block, (_, start: string, name: string, end: string) => {
    return `${start}\n${tables[name] ?? ''}\n\n${end}`
  })
}

/** Whether a README has a place for a table. */
export function hasManifestTables(readme: string): boolean {
  return readme.search(block) !== -1
}

function optionsTable({ configSchema }: Manifest): string {
  const rows = optionRows(configSchema).map(([name = '', type, standard, meaning]) => [
    `\`${name.replace(/ \*$/, '')}\``,
    type,
    name.endsWith('*') ? 'required' : code(standard),
    meaning,
  ])
  return table(['option', 'type', 'default', 'meaning'], rows)
}

function objectsTable({ objects, dynamicObject }: Manifest): string {
  const named = Object.entries(objects).map(([name, object]) => [`\`${name}\``, object] as const)
  const all =
    dynamicObject === undefined ? named : [...named, ['any other', dynamicObject] as const]
  const rows = all.map(([name, object]) => [name, operationsText(object), matchText(object)])
  return table(['object', 'operations', 'found by'], rows)
}

function operationsText({ operations }: ManifestObject): string {
  return Object.entries(operations)
    .map(([name, operation]) => `${name} (${operation?.batch.recordsMax ?? 1} a request)`)
    .join(', ')
}

function matchText({ operations }: ManifestObject): string {
  const sets = Object.values(operations).flatMap((operation) => operation?.matchOn ?? [])
  return [...new Set(sets.map((names) => names.map(code).join(' and ')))].join(' or ')
}

const code = (text: string | undefined): string => (text ? `\`${text}\`` : '')

type Cells = readonly (string | undefined)[]

function line(cells: Cells): string {
  return `| ${cells.map((cell) => (cell ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function table(headers: readonly string[], rows: readonly Cells[]): string {
  return [line(headers), `|${headers.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}
