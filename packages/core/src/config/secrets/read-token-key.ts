import { tokenKeyBytes, tokenKeyFromText } from '../../token-key-text.ts'
import type { YamlFile } from '../files/yaml-file.ts'
import type { Problems } from '../problems.ts'
import { resolveSecrets } from './resolve-secrets.ts'
import type { SecretSources } from './secret-sources.ts'

const path = ['state', 'token_key']

/** The key that `state.token_key` of rev.yaml refers to. Problems are added at its line. */
export async function readTokenKey(
  written: string | undefined,
  context: {
    readonly file: YamlFile
    readonly sources: SecretSources
    readonly problems: Problems
  },
): Promise<string | undefined> {
  if (written === undefined) return undefined
  const { problems } = context
  const place = context.file.placeOf(...path)
  const before = problems.errors.length
  const { value, referencePaths } = await resolveSecrets(written, path, context)
  if (problems.errors.length > before) return undefined
  if (!referencePaths.has(JSON.stringify(path))) {
    problems.add('REV_CONFIG_SECRET', 'Failed to read state.token_key: expected a reference.', {
      place,
      hint: 'Use ${env:NAME}, ${file:path} or ${cmd:command}: a key in rev.yaml protects nothing.',
    })
    return undefined
  }
  if (typeof value !== 'string' || tokenKeyFromText(value) === undefined) {
    problems.add(
      'REV_CONFIG_SECRET',
      `Failed to read state.token_key: expected ${tokenKeyBytes} bytes in base64 or hex.`,
      { place, hint: 'Make one with `openssl rand -base64 32`.' },
    )
    return undefined
  }
  return value
}
