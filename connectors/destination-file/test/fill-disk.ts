// Writes 4 MB in a process of its own, which may be short of space or die at the end of it; says on standard output
// what went wrong.
import { randomBytes } from 'node:crypto'
import { RevError, type Context } from '@revetl/sdk'
import { BatchChange, freezeBatch, validateConfig } from '@revetl/sdk/host'
import destination from '../src/index.ts'

// Without a listener the signal would end the process before the write can fail.
process.on('SIGXFSZ', () => {})

const [projectPath = '', name = '', end] = process.argv.slice(2)
const fields = [{ name: 'text', type: 'string' }] as const
const object = { name, fields: {} }
const info = { id: 'run-1', object, operation: 'replace', matchOn: [], fields } as const
const config = await validateConfig(destination.config, { folder: 'out' })
const run = { id: 'run-1', sync: 'fill', startedAt: '2026-01-31T00:00:00Z' }
// The file destination takes nothing else from its context.
const ctx = { config, projectPath, run } as Context<typeof config> & { run: typeof run }
const { operations } = destination.dynamicObject ?? {}
const { session, write } = operations?.replace ?? {}

const errors: unknown[] = []
const attempt = async (step: string, work: () => Promise<unknown> | undefined) => {
  await work()?.catch((error: unknown) => {
    errors.push({ step, code: error instanceof RevError ? error.code : String(error) })
  })
}
await attempt('open', () => session?.open(info, ctx))
for (let batch = 0; batch < 40; batch += 1) {
  const changes = Array.from({ length: 100 }, (_, index) => {
    // Random, so that no format makes it smaller.
    const text = randomBytes(750).toString('base64')
    const id = `${batch}-${index}`
    return new BatchChange({ id, kind: 'added', key: [id], json: JSON.stringify({ text }) })
  })
  const key = { idempotencyKey: String(batch), attempt: 1 }
  const whole = freezeBatch({
    object,
    operation: 'replace',
    matchOn: [],
    fields: [...fields],
    changes,
    ...key,
  })
  await attempt('write', () => write?.(whole, ctx))
}
if (end === 'die') process.kill(process.pid, 'SIGKILL')
// A host that could not write all of it takes everything back.
if (errors.length === 0) await attempt('commit', () => session?.commit(info, ctx))
if (errors.length > 0) await attempt('abort', () => session?.abort(info, ctx))
process.stdout.write(JSON.stringify(errors))
