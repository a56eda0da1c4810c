import { spawn, execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import path from 'node:path'
import { promisify } from 'node:util'

const folder = path.resolve(import.meta.dirname, '../node_modules/.cache/airbyte')
const python = path.join(folder, 'bin/python')
// Airbyte's published models of its protocol; they are installed for the test and are no part of this project.
const models = 'airbyte-protocol-models==0.18.0'
const program = `
import sys
from airbyte_protocol.models import AirbyteMessage
for line in sys.stdin:
    try:
        AirbyteMessage.parse_raw(line)
    except Exception as error:
        print(str(error).replace("\\n", " "), line[:300])
`

/** Installs Airbyte's published models where they are missing. @returns why that is not possible */
export async function airbyteSchemaProblem(): Promise<string | undefined> {
  if (existsSync(path.join(folder, 'installed'))) return undefined
  try {
    const run = promisify(execFile)
    await run('python3', ['-m', 'venv', folder])
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', models])
    await run(python, ['-c', `open(${JSON.stringify(path.join(folder, 'installed'))}, 'w')`])
    return undefined
  } catch (error) {
    return `service airbyte: its models cannot be installed: ${String(error).slice(0, 300)}`
  }
}

/** What Airbyte's own models find wrong with messages, one line each; empty for valid ones. */
export async function airbyteFaults(lines: readonly string[]): Promise<string> {
  const child = spawn(python, ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  return text(child.stdout)
}
