import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { NpmRegistry } from './npm-registry.ts'
import { revJson } from './run-rev.ts'

const run = promisify(execFile)

/** Somebody who has written a connector, with a folder of it and an account at the registry. */
export class Author {
  readonly #registry: NpmRegistry
  readonly #folder: string

  constructor(registry: NpmRegistry, folder: string) {
    this.#registry = registry
    this.#folder = folder
  }

  /** Runs npm in the folder. @returns what it printed. */
  async npm(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, ...this.#registry.env('author') }
    const options = { cwd: this.#folder, env, maxBuffer: 64 << 20 }
    const { stdout, stderr } = await run('npm', [...args], options).catch((error: unknown) => {
      const { stdout: out = '', stderr: err = '' } = error as { stdout?: string; stderr?: string }
      throw new Error(`npm ${args.join(' ')} failed:\n${out}\n${err}`, { cause: error })
    })
    return stdout + stderr
  }

  /** Sets the version, packs (which builds), and publishes the tarball. */
  async publish(version: string): Promise<void> {
    await this.npm('version', version, '--no-git-tag-version', '--allow-same-version')
    const packed = await this.npm('pack', '--json')
    const file = /"filename": "([^"]+)"/.exec(packed)?.[1] ?? ''
    await this.npm('publish', file, '--access', 'public')
  }

  /** Runs the command line that the connector has among its tools. @returns its result */
  async rev(...args: readonly string[]): Promise<object> {
    const command = [path.join(this.#folder, 'node_modules/.bin/rev')] as const
    const env = this.#registry.env('author')
    const { exitCode, result, error } = await revJson(this.#folder, args, { env, command })
    if (exitCode === 0) return result
    throw new Error(
      `rev ${args.join(' ')} ended with ${exitCode}: ${JSON.stringify(error ?? result)}`,
    )
  }

  /** Replaces text in a file of the connector. */
  async edit(file: string, from: string | RegExp, to: string): Promise<void> {
    const target = path.join(this.#folder, file)
    const text = await readFile(target, 'utf8')
    const edited = text.replace(from, to)
    if (edited === text) throw new Error(`${file} does not contain ${String(from)}`)
    await writeFile(target, edited)
  }
}
