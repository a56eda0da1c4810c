import { isExactNumber, type Value } from '@revetl/sdk'
import { suggestName } from '@revetl/sdk/host'
import type { Problems } from '../problems.ts'
import {
  findSecret,
  secretSchemes,
  type SecretScheme,
  type SecretSources,
} from './secret-sources.ts'
import { pathWords } from '../shape/shape-words.ts'
import type { YamlFile, YamlPath } from '../files/yaml-file.ts'

/** A configuration without references, and what they stood for. */
export interface ResolvedConfig {
  readonly value: Value
  /** Every text that a reference gave, and every text that holds one. */
  readonly secrets: readonly string[]
  /** Paths (as JSON) of texts that are one reference and nothing else: they may be numbers in disguise. */
  readonly referencePaths: ReadonlySet<string>
}

// `$${` writes a plain `${`.
const referencePattern = /\$\$\{|\$\{([^}]*)\}|\$\{/g

/** Replaces the references in every text below a path. Problems are added at the text's own line. */
export async function resolveSecrets(
  value: Value,
  path: YamlPath,
  context: {
    readonly file: YamlFile
    readonly sources: SecretSources
    readonly problems: Problems
  },
): Promise<ResolvedConfig> {
  const secrets = new Set<string>()
  const referencePaths = new Set<string>()
  const resolveText = async (text: string, at: YamlPath): Promise<string> => {
    const parts = [...text.matchAll(referencePattern)]
    if (parts.length === 0) return text
    let result = ''
    let end = 0
    for (const match of parts) {
      result += text.slice(end, match.index)
      end = match.index + match[0].length
      if (match[0] === '$${') result += '${'
      else {
        const found = await resolveReference(match, at, context)
        if (!isOpenUrl(found)) secrets.add(found)
        result += found
      }
    }
    result += text.slice(end)
    if (parts.some(([part]) => part !== '$${') && !isOpenUrl(result)) secrets.add(result)
    if (parts.length === 1 && parts[0]?.[0] === text) referencePaths.add(JSON.stringify(at))
    return result
  }
  const walk = async (one: Value, at: YamlPath): Promise<Value> => {
    if (typeof one === 'string') return resolveText(one, at)
    if (Array.isArray(one)) {
      return Promise.all(one.map((item: Value, index) => walk(item, [...at, index])))
    }
    if (typeof one !== 'object' || one === null || isExactNumber(one)) return one
    const entries = Object.entries(one).map(
      async ([key, below]) => [key, await walk(below, [...at, key])] as const,
    )
    return Object.fromEntries(await Promise.all(entries))
  }
  const resolved = await walk(value, path)
  secrets.delete('')
  return { value: resolved, secrets: [...secrets], referencePaths }
}

/** An address without credentials is no secret, and an error about it has to show it. */
function isOpenUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const { username, password, search, hash, pathname } = new URL(text)
  return `${username}${password}${search}${hash}` === '' && pathname === '/'
}

async function resolveReference(
  match: RegExpExecArray,
  path: YamlPath,
  { file, sources, problems }: Parameters<typeof resolveSecrets>[2],
): Promise<string> {
  const place = file.placeOf(...path)
  const refuse = (reason: string, hint: string): string => {
    problems.add('REV_CONFIG_SECRET', `Failed to resolve ${pathWords(path)}: ${reason}.`, {
      place,
      hint,
    })
    return ''
  }
  const [, scheme, name] = /^([a-z]+):(.+)$/s.exec(match[1] ?? '') ?? []
  if (scheme === undefined || name === undefined) {
    return refuse(
      'the reference is not complete. Expected ${env:NAME}, ${file:path} or ${cmd:command}',
      'Write $${ for a plain ${.',
    )
  }
  if (!isScheme(scheme)) {
    return refuse(
      `"${scheme}" is not a kind of reference. Expected env, file or cmd`,
      suggestName(scheme, secretSchemes),
    )
  }
  const found = await findSecret(scheme, name, sources)
  if (!('value' in found)) return refuse(found.reason, found.hint)
  if (found.warning !== undefined) {
    problems.warn('REV_CONFIG_SECRET', found.warning, {
      place,
      hint: 'Take the permission away: chmod 600.',
    })
  }
  return found.value
}

function isScheme(text: string): text is SecretScheme {
  return (secretSchemes as readonly string[]).includes(text)
}
