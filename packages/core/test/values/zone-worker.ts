import { MemoryProject } from '../run/memory-project.ts'

// One run over values of time, in whatever zone and language this process is: what was sent, and the plan's hash.

const times = [
  '2026-03-29T01:30:00Z',
  '2026-10-25T00:30:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999Z',
  '2016-12-31T23:59:59.123456Z',
  '1969-12-31T23:59:59.999999Z',
]
const naive = [
  '2026-03-29T02:30:00',
  '2026-10-25T02:30:00',
  '0001-01-01T00:00:00',
  '9999-12-31T23:59:59.999999',
  '2016-12-31T23:59:59.123456',
  '1900-01-01T00:00:00.000001',
]

await using project = new MemoryProject()
project.model.columns = { id: 'integer', at: 'timestamptz', local: 'timestamp', day: 'date' }
project.model.rows = times.map((time, index) => [
  `${index}`,
  time,
  naive[index] ?? null,
  time.slice(0, 10),
])
const { status, planHash } = await project.run()
const again = await project.run()
process.stdout.write(
  JSON.stringify({ status, planHash, sentAgain: again.sent, log: project.memory.log }),
)
