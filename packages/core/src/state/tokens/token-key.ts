import { randomBytes, randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { RevError } from '@revetl/sdk'
import { tokenKeyBytes, tokenKeyFromText } from '../../token-key-text.ts'
import type { TokenKey } from './token-seal.ts'

const fileName = 'token.key'

/** The key that the project names, or else one in a file beside the state, made when it is first needed. */
export function tokenKeyOf(statePath: string, configured: string | undefined): TokenKey {
  if (configured === undefined) return keyInFile(join(statePath, fileName))
  const key = tokenKeyFromText(configured)
  const given = () => {
    if (key !== undefined) return key
    throw new RevError('REV_AUTH_KEY', 'Failed to read state.token_key: it is no key.')
  }
  return { name: 'state.token_key of rev.yaml', read: given, make: given }
}

function keyInFile(file: string): TokenKey {
  let known: Buffer | undefined
  const read = () => (known ??= readKey(file))
  return { name: file, read, make: () => read() ?? (known = makeKey(file)) }
}

function readKey(file: string): Buffer | undefined {
  let text: string
  try {
    const { mode } = statSync(file)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw readableByOthers(file)
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const key = tokenKeyFromText(text)
  if (key !== undefined) return key
  throw new RevError(
    'REV_AUTH_KEY',
    `Failed to read ${file}: expected ${tokenKeyBytes} bytes in base64.`,
    { delivery: 'auth', hint: 'Put the file back from a backup; or remove it, and log in again.' },
  )
}

/** Whoever is first makes the key; a file that is there is whole, whenever a process dies. */
function makeKey(file: string): Buffer {
  const draft = `${file}.${randomUUID()}`
  try {
    const handle = openSync(draft, 'wx', 0o600)
    writeSync(handle, `${randomBytes(tokenKeyBytes).toString('base64')}\n`)
    fsyncSync(handle)
    closeSync(handle)
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notMade(file, error)
  } finally {
    rmSync(draft, { force: true })
  }
  const key = readKey(file)
  if (key === undefined) throw notMade(file, undefined)
  return key
}

function readableByOthers(file: string): RevError {
  return new RevError('REV_AUTH_KEY', `Failed to read ${file}: others may read it too.`, {
    delivery: 'auth',
    hint: `chmod 600 ${file}`,
  })
}

function notMade(file: string, cause: unknown): RevError {
  return new RevError('REV_STATE_WRITE', `Failed to make the key of the tokens in ${file}.`, {
    cause,
    hint: 'Check the permissions of the state folder, or name a key with state.token_key in rev.yaml.',
  })
}
