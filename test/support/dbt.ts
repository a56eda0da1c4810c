import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const folder = path.resolve(import.meta.dirname, '../node_modules/.cache/dbt')
// dbt-core 1.12 builds a parser of its own from GitHub; DuckDB 2 writes files that the one in Node cannot read.
const packages = ['dbt-core>=1.10,<1.12', 'dbt-duckdb>=1.9,<2', 'duckdb<1.6']
const installed = path.join(folder, 'installed')

/** Installs dbt with its DuckDB adapter where it is missing. @returns why that is not possible */
export async function dbtProblem(): Promise<string | undefined> {
  if (existsSync(installed)) return undefined
  try {
    const run = promisify(execFile)
    const python = path.join(folder, 'bin/python')
    await run('python3', ['-m', 'venv', folder])
    await run(python, [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      ...packages,
    ])
    await run(python, ['-c', `open(${JSON.stringify(installed)}, 'w')`])
    return undefined
  } catch (error) {
    return `service dbt: dbt-core and dbt-duckdb cannot be installed: ${String(error).slice(0, 300)}`
  }
}

/** Runs dbt in a folder that has its own profiles.yml. @returns its exit code and what it printed */
export async function dbt(
  project: string,
  ...args: readonly string[]
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const { PATH = '', HOME = '' } = process.env
  const env = { PATH, HOME, DO_NOT_TRACK: '1', DBT_PROFILES_DIR: project }
  const command = [path.join(folder, 'bin/dbt'), '--no-use-colors', ...args] as const
  const ending = promisify(execFile)(command[0], command.slice(1), { cwd: project, env })
  return ending.then(
    ({ stdout }) => ({ exitCode: 0, output: stdout }),
    (error: { readonly code: number; readonly stdout: string }) => ({
      exitCode: error.code,
      output: error.stdout,
    }),
  )
}
