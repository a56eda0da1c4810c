import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { grantCanary } from '../grant-model.ts'
import { canary } from '../sim-destination.ts'
import type { Invariant } from './invariant.ts'

const secrets = [canary, grantCanary]

/** INV-22. */
export const secretsStay: Invariant = {
  id: 'INV-22',
  name: 'secrets',
  sentence: 'The secret of a connection is in no log line, no report, no error and no state file.',
  atEnd: (world) => {
    const texts = [
      ...world.logLines,
      ...world.runs.map(({ report }) => JSON.stringify(report ?? {})),
      ...world.runs.map(({ error }) => (error instanceof Error ? errorText(error) : String(error))),
    ]
    if (texts.some((text) => secrets.some((secret) => text.includes(secret)))) {
      world.violate('INV-22', 'a log line, a report or an error has the secret')
    }
    for (const file of globSync('**/*', { cwd: world.folder, withFileTypes: true })) {
      if (!file.isFile()) continue
      const bytes = readFileSync(path.join(file.parentPath, file.name))
      if (secrets.some((secret) => bytes.includes(secret)))
        world.violate('INV-22', `the state file ${file.name} has the secret`)
    }
  },
}

function errorText(error: Error): string {
  const cause = error.cause instanceof Error ? errorText(error.cause) : ''
  return `${error.message} ${error.stack ?? ''} ${cause}`
}
