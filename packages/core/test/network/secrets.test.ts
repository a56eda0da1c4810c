import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inspect } from 'node:util'
import type { Logger, Value } from '@revetl/sdk'
import { reply } from '@revetl/testkit/simulator'
import { expect, test } from 'vitest'
import { HttpProject } from './http-project.ts'
import { startVendor } from './vendor.ts'

const canary = 'cAnary+/t0ken&"\\ 42?'
const encodings: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  'URL-encoded': encodeURIComponent,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  Basic: (secret) => `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
}

function keptLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = []
  const write = (message: string, details?: Readonly<Record<string, Value>>) =>
    void lines.push(`${message} ${JSON.stringify(details ?? {})}`)
  return { lines, debug: write, info: write, warn: write, error: write }
}

/** Everything below a folder, as bytes. */
function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)).toString('latin1'))
    .join('\n')
}

test.each(Object.keys(encodings))(
  'a secret that the destination says back as %s stays out of reports, rejects, logs and state',
  async (name) => {
    const echoed = encodings[name]?.(canary) ?? ''
    await using vendor = await startVendor()
    await using project = new HttpProject()
    const log = keptLog()
    project.parts = { random: () => 0, log }
    project.url = vendor.simulator.url
    project.http = { token: canary }
    project.secrets = [canary]
    project.sync = { mode: 'append' }
    project.model.rows = [
      ['1', 'Ada', '1'],
      ['2', 'Grace', '1'],
    ]
    vendor.judge = ({ id }) => (id === 1 ? `the token ${echoed} may not write this` : undefined)
    const seen = [inspect(await project.run(), { depth: 9, showHidden: true })]
    vendor.refuse = () => reply(422, { message: `bad token ${echoed}` })
    project.model.rows = [['3', 'Edsger', '1']]
    seen.push(inspect(await project.run(), { depth: 9, showHidden: true }))
    const engine = await project.engine()
    seen.push(inspect(await engine.rejects({ rowsMax: 9 }), { depth: 9 }))
    seen.push(inspect(await engine.runs({ runsMax: 9 }), { depth: 9 }), log.lines.join('\n'))
    await project.close()
    seen.push(filesBelow(project.folder))
    const all = seen.join('\n')
    expect(all).toContain('may not write this')
    for (const encode of Object.values(encodings)) expect(all).not.toContain(encode(canary))
  },
)
