import type { Logger, Value } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { HttpProject } from './http-project.ts'
import { startVendor } from './vendor.ts'

test('no value of a row and no key is logged, at any level, whatever becomes of the records', async () => {
  await using vendor = await startVendor()
  await using project = new HttpProject()
  const lines: string[] = []
  const write = (message: string, details?: Readonly<Record<string, Value>>) =>
    void lines.push(`${message} ${JSON.stringify(details ?? {})}`)
  const log: Logger = { debug: write, info: write, warn: write, error: write }
  project.parts = { random: () => 0, log }
  project.url = vendor.simulator.url
  project.sync = { duplicateKeys: 'reject' }
  project.model.columns = { id: 'string', name: 'string', score: 'decimal' }
  project.model.rows = Array.from({ length: 40 }, (_, index) => [
    `key-canary-${index % 38}`,
    `value-canary-${index}`,
    '1',
  ])
  vendor.judge = ({ name }) =>
    JSON.stringify(name).endsWith('7"') ? `the name ${JSON.stringify(name)} is taken` : undefined
  const { faults } = vendor.simulator
  faults.next({ kind: 'throttle', retryAfter: '0' })
  faults.next({ kind: 'reset', when: 'after' })
  faults.next({ kind: 'results', how: 'extra' })
  faults.next({ kind: 'truncate' })
  faults.next({ kind: 'status', status: 503, when: 'after', body: 'value-canary-1' })
  const report = await project.run()
  expect(report.outcomes.rejected).toBeGreaterThan(2)
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.filter((line) => line.includes('canary'))).toEqual([])
})
