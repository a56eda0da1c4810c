import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

const worker = path.join(import.meta.dirname, 'zone-worker.ts')

/** What a run sends on a machine of that zone and language. */
function runIn(zone: string, language: string): unknown {
  const env = { ...process.env, TZ: zone, LANG: language, LC_ALL: language }
  return JSON.parse(execFileSync(process.execPath, [worker], { env, encoding: 'utf8' }))
}

test('S-14: the zone and the language of the machine change nothing of what is sent, nor its hash', () => {
  const here = runIn('UTC', 'C')
  expect(here).toMatchObject({ status: 'success', sentAgain: 0 })
  expect(JSON.stringify(here)).toContain('9999-12-31T23:59:59.999999')
  for (const [zone, language] of [
    ['America/St_Johns', 'tr_TR.UTF-8'],
    ['Pacific/Apia', 'de_DE.UTF-8'],
    ['Europe/Berlin', 'ar_EG.UTF-8'],
  ] as const) {
    expect(runIn(zone, language)).toEqual(here)
  }
})
