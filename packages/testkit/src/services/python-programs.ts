import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

// Of this package, wherever a test is started.
const cache = fileURLToPath(new URL('../../node_modules/.cache/rev-python', import.meta.url))

/**
 * A Python that has packages from PyPI, each with its version: `['fakesnow[server]==0.12.1']`. They are installed
 * once in the folder of this package, and are no part of this project.
 * @returns the program; undefined where there is no Python.
 * @throws where the packages cannot be had.
 */
export async function pythonWith(packages: readonly string[]): Promise<string | undefined> {
  const name = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 12)
  const folder = path.join(cache, name)
  const program = path.join(folder, 'bin/python')
  if (existsSync(program)) return program
  if (!(await hasPython())) return undefined
  // What is there is whole: several processes may install at once, and the first one wins.
  const making = `${folder}-${process.pid}`
  await mkdir(path.dirname(folder), { recursive: true })
  try {
    await run('python3', ['-m', 'venv', making])
    // Most of what is installed is never imported.
    const pip = ['-m', 'pip', 'install', '--no-compile', '--quiet', '--disable-pip-version-check']
    await run(path.join(making, 'bin/python'), [...pip, ...packages])
    await rename(making, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error
    })
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return program
}

async function hasPython(): Promise<boolean> {
  try {
    await run('python3', ['-c', 'import ensurepip, venv'])
    return true
  } catch {
    return false
  }
}
