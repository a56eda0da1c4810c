import { expect, test } from 'vitest'
import { childLimitsOf } from '../../src/child-limits.ts'
import { goodFiles, load, problemsOf } from './project-fixture.ts'

const rev = goodFiles['rev.yaml']
const limited = (limits: string, place = 'child') => ({
  'rev.yaml': `${rev}    run_in: ${place}\n    child_limits: ${limits}\n`,
})

test('child_limits says what a child may take, and is no option of the connector', async () => {
  const limits = '{ memory: 512MiB, restarts: 0, silence: { read: 2h, write: 90s } }'
  const project = await load(limited(limits))
  const crm = project.destinations.get('crm')
  expect(crm?.childLimits).toEqual({
    memoryBytesMax: 512 * 1024 ** 2,
    heapMegabytes: 256,
    restartsMax: 0,
    silenceMs: { read: 7_200_000, write: 90_000 },
  })
  expect(Object.keys(crm?.config ?? {})).toEqual(['url'])
  expect(project.warnings).toEqual([])
})

test('what a connection does not say is as usual', () => {
  const usual = childLimitsOf()
  expect(childLimitsOf({}, { silenceMs: { write: 1 } })).toEqual({
    ...usual,
    silenceMs: { ...usual.silenceMs, write: 1 },
  })
  expect(childLimitsOf({ restartsMax: 1 }, { restartsMax: 2 }).restartsMax).toBe(2)
})

test.each([
  ['{ memroy: 1GB }', 9, /"memroy" is not known/],
  ['{ memory: much }', 9, /512MiB/],
  ['{ memory: 64MB }', 9, /at least 128MiB, got "64MB"/],
  ['{ restarts: -1 }', 9, /restarts/],
  ['{ silence: 5m }', 9, /silence/],
  ['{ silence: { write: soon } }', 9, /30s/],
  ['{ silence: { close: 1s } }', 9, /close/],
])('%s is an error at its line', async (limits, line, message) => {
  const [problem] = await problemsOf(limited(limits))
  expect(problem?.at).toMatch(new RegExp(`^rev\\.yaml:${line}`))
  expect(problem?.message).toMatch(message)
})

test('limits of a connector that gets no child are a warning', async () => {
  const { warnings } = await load(limited('{ restarts: 1 }', 'in-process'))
  expect(warnings).toMatchObject([
    { code: 'REV_CONFIG_INVALID', place: { file: 'rev.yaml', line: 9 } },
  ])
  expect(warnings[0]?.message).toContain('has no effect')
})
