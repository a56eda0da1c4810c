import { readFileSync } from 'node:fs'
import path from 'node:path'
import { checkConfig } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import destination from '../src/index.ts'

const readme = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8')
const secret = Buffer.from('a secret of more than 24 bytes').toString('base64')

test('the examples of the README are valid configurations', async () => {
  const [batch = '', record = '', webhook = ''] = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map(([, text = '']) => text)
    .filter((text) => !text.startsWith('# syncs/'))
  const api = configOf(`${batch}\n${record.replace(/^ {4}objects:\n/, '')}`)
  const hook = configOf(`destinations:\n${webhook.replace('${env:HOOK_SECRET}', secret)}`)
  expect(Object.keys((api as { objects: object }).objects)).toEqual(['contacts', 'users'])
  for (const config of [api, hook]) {
    expect((await checkConfig(destination.config, config)).issues).toBeUndefined()
  }
})

/** What the only destination of a project file is configured with. */
function configOf(text: string): object {
  const { destinations } = parse(text) as { destinations: Record<string, object> }
  const [entry = {}] = Object.values(destinations)
  return Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'connector'))
}
