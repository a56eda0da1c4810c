import { expect, test } from 'vitest'
import { RawProject } from './raw-project.ts'

const limits = { silenceMs: { write: 1000, start: 1000 } }
const points = [
  'on hello',
  'after hello',
  'on open',
  'after opened',
  'on write',
  'after http',
  'on http_answer',
  'in outcome',
  'after outcome',
]

test.each(points)(
  'C-13: a connector that dies once %s is started again, and every record arrives',
  async (point) => {
    await using project = await RawProject.start()
    const report = await project.run([point, project.onceFile], limits)
    expect(report.error?.message).toBeUndefined()
    expect(report.status).toBe('success')
    expect(report.outcomes).toMatchObject({ ok: 3 })
    expect(new Set(project.delivered)).toEqual(new Set(['1', '2', '3']))
  },
)

test.each(points.slice(0, -1))(
  'C-13: a connector that always dies %s is started three more times, and the sync fails with the reason',
  async (point) => {
    await using project = await RawProject.start()
    const report = await project.run([point], limits)
    expect(report.status).toBe('failed')
    expect(`${report.error?.code} ${report.error?.message}`).toMatch(/REV_CONNECTOR_.*ended/)
    expect(report.outcomes).toMatchObject({ ok: 0 })
    // What the vendor may have taken is sent again by the next run, which starts afresh.
    const next = await project.run(['never'], limits)
    expect(next.status).toBe('success')
    expect(new Set(project.delivered)).toEqual(new Set(['1', '2', '3']))
  },
)

test('C-13: what was answered before the end counts', async () => {
  await using project = await RawProject.start()
  const report = await project.run(['after outcome'], limits)
  expect(report.outcomes).toMatchObject({ ok: 3 })
})

test('a connector that is silent in a write is killed, and its records stay open', async () => {
  await using project = await RawProject.start()
  const report = await project.run(['silent in write'], { ...limits, restartsMax: 0 })
  expect(report.status).toBe('failed')
  expect(report.error?.message).toContain('silent for 1 seconds during write')
  expect(report.outcomes).toMatchObject({ ok: 0, pending: 3 })
})
