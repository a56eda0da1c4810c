import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { definitionProblems } from '@revetl/sdk/host'
import { expect, test } from 'vitest'
import { hostileConnector, hostileFixtures, hostileModule, hostilePackage } from '../src/hostile.ts'

const ids = Array.from({ length: 18 }, (_, index) => `P-${String(index + 1).padStart(2, '0')}`)

test('there is one fixture for each row of the catalogue, and each has variants', () => {
  expect(hostileFixtures.map(({ id }) => id)).toEqual(ids)
  for (const { variants } of hostileFixtures) {
    expect(Object.keys(variants).length).toBeGreaterThan(0)
  }
})

test('a variant that only a child contains is one of its fixture', () => {
  for (const fixture of hostileFixtures) {
    if (fixture.kind !== 'connectors') continue
    const unknown = (fixture.onlyInChild ?? []).filter((name) => !(name in fixture.variants))
    expect(unknown).toEqual([])
  }
})

// The connectors of P-13 and P-15 are at fault in what they declare.
test.each(ids.filter((id) => !['P-13', 'P-15', 'P-16'].includes(id)))(
  'the connectors of %s declare themselves rightly, so that only what they do is wrong',
  (id) => {
    const fixture = hostileFixtures.find((one) => one.id === id)
    for (const make of Object.values(fixture?.variants ?? {})) {
      expect(definitionProblems(make())).toEqual([])
    }
  },
)

test('a module of a connector can be imported by another process, from anywhere', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rev-hostile-'))
  try {
    const file = path.join(folder, 'connector.mjs')
    writeFileSync(file, hostileModule('P-17', 'keeps nothing open'))
    const program = `process.stdout.write((await import(${JSON.stringify(file)})).default.id)`
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program])
    expect(printed.toString()).toBe('hostile')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('what is asked for and is not there is an error', () => {
  expect(() => hostileConnector('P-01', 'nothing')).toThrow(RangeError)
  expect(() => hostilePackage('nothing')).toThrow(RangeError)
  expect(hostilePackage('an install script')['package.json']).toContain('postinstall')
})
