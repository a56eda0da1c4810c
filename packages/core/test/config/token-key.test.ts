import { expect, test } from 'vitest'
import { goodFiles, load, problemsOf } from './project-fixture.ts'

const key = 'q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80='
const rev = (written: string) => `${goodFiles['rev.yaml']}state:\n  token_key: ${written}\n`

test('a project names the key of its tokens by a reference', async () => {
  const files = { '.env': `REV_TOKEN_KEY=${key}\n`, 'rev.yaml': rev('${env:REV_TOKEN_KEY}') }
  expect((await load(files)).tokenKey).toBe(key)
  expect(await load({})).not.toHaveProperty('tokenKey')
})

test.each([
  ['a key that stands in rev.yaml', key, /expected a reference/],
  ['a reference to no key', '${env:TOKEN}', /expected 32 bytes in base64 or hex/],
  ['a reference to nothing', '${env:NO_KEY}', /NO_KEY is not set/],
])('%s is an error at its line, and not shown', async (_name, written, says) => {
  const [problem] = await problemsOf({ 'rev.yaml': rev(written) })
  expect(problem).toMatchObject({
    code: 'REV_CONFIG_SECRET',
    at: expect.stringMatching(/^rev\.yaml:9/) as string,
  })
  expect(problem?.message).toMatch(says)
  expect(JSON.stringify(problem)).not.toMatch(/q83v|tok-12345/)
})
