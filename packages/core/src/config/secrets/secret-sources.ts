import { execFile } from 'node:child_process'
import path from 'node:path'
import type { ProjectFiles } from '../project-files.ts'
import { splitCommand } from './split-command.ts'

/** Where secrets come from. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly files: ProjectFiles
  /** The project's folder, against which file paths count and in which commands run. */
  readonly projectPath: string
}

/** A secret as it was found, or why it was not; `warning` where it is there and not safe. */
export type FoundSecret =
  | { readonly value: string; readonly warning?: string }
  | { readonly reason: string; readonly hint: string }

/** The kinds of references: `${env:NAME}`, `${file:path}`, `${cmd:command}`. */
export const secretSchemes = ['env', 'file', 'cmd'] as const

/** One of the kinds of references. */
export type SecretScheme = (typeof secretSchemes)[number]

const commandTimeoutMs = 20_000
const secretBytesMax = 65_536

/** Fetches one secret. Never throws: what failed is told without the secret, and without what a command printed. */
export async function findSecret(
  scheme: SecretScheme,
  name: string,
  sources: SecretSources,
): Promise<FoundSecret> {
  const found = await finders[scheme](name, sources)
  if (!('value' in found) || found.value !== '') return found
  return { reason: `${words[scheme](name)} is empty`, hint: 'Give it a value.' }
}

const words: Readonly<Record<SecretScheme, (name: string) => string>> = {
  env: (name) => `the environment variable ${name}`,
  file: (name) => `the file ${name}`,
  cmd: (name) => `the output of \`${name}\``,
}

const finders: Readonly<
  Record<SecretScheme, (name: string, sources: SecretSources) => Promise<FoundSecret> | FoundSecret>
> = { env: findInEnvironment, file: findInFile, cmd: findByCommand }

function findInEnvironment(name: string, { env }: SecretSources): FoundSecret {
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  return value === undefined
    ? {
        reason: `${words.env(name)} is not set`,
        hint: `Set ${name}, or write it to .env beside rev.yaml.`,
      }
    : { value }
}

async function findInFile(
  name: string,
  { files, projectPath }: SecretSources,
): Promise<FoundSecret> {
  const file = path.resolve(projectPath, name)
  try {
    const info = await files.info(file)
    if (info === undefined) {
      return { reason: `${words.file(name)} does not exist`, hint: 'Correct the path.' }
    }
    if (info.kind === 'folder') {
      return { reason: `${name} is a folder`, hint: 'Name a file that holds the secret alone.' }
    }
    if (info.bytes > secretBytesMax) {
      return { reason: `${words.file(name)} is too large`, hint: 'It should hold one secret.' }
    }
    const value = withoutFinalNewline(await files.readText(file))
    return info.isOpenToOthers
      ? { value, warning: `The secret file ${name} can be read by other users of this machine.` }
      : { value }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error'
    return {
      reason: `${words.file(name)} cannot be read: ${code}`,
      hint: 'Correct its permissions.',
    }
  }
}

async function findByCommand(
  command: string,
  { env, projectPath }: SecretSources,
): Promise<FoundSecret> {
  const parts = splitCommand(command)
  if (parts === undefined) {
    return { reason: `\`${command}\` is not a command`, hint: 'Close every quote.' }
  }
  const [program, ...args] = parts
  const options = {
    cwd: projectPath,
    env: { ...env },
    timeout: commandTimeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: secretBytesMax,
    windowsHide: true,
  } as const
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (error, stdout) => {
      // stderr may repeat the secret, so it goes nowhere.
      resolve(
        error === null
          ? { value: withoutFinalNewline(stdout) }
          : { reason: `\`${program}\` ${failureWords(error)}`, hint: 'Run the command by hand.' },
      )
    })
    child.stdin?.end()
  })
}

function failureWords(error: Error & { code?: unknown; killed?: boolean }): string {
  if (error.killed === true) return `did not end within ${commandTimeoutMs / 1000} seconds`
  if (error.code === 'ENOENT') return 'was not found'
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed too much for a secret'
  return `failed with ${typeof error.code === 'number' ? `exit code ${error.code}` : String(error.code)}`
}

function withoutFinalNewline(text: string): string {
  return text.replace(/\r?\n$/, '')
}
