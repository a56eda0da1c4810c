import { defineSource, type Column, type ReadEnd } from '@revetl/sdk'
import { z } from 'zod'
import type { SimWorker } from './sim-worker.ts'
import type { World } from './world.ts'

function columnsOf({ sync }: Pick<World, 'sync'>): readonly Column[] {
  return [
    { name: 'id', type: 'integer' },
    { name: 'name', type: 'string' },
    { name: 'score', type: sync.isText ? 'string' : 'integer' },
  ]
}

/** A source that reads the current version of a world's model. */
export function simSource(world: World, worker: SimWorker) {
  // An edit is seen by the engine that is opened after it.
  const seen = { sync: world.sync }
  return defineSource({
    id: 'sim',
    apiVersion: 1,
    vendor: { name: 'Simulation' },
    config: z.object({}) as never,
    network: { hosts: [] },
    check: async () => ({ account: { id: 'sim' } }),
    discover: async () => ({ tables: [] }),
    describe: async () => columnsOf(seen),
    read: async () => ({ columns: columnsOf(seen), chunks: readChunks(world, worker) }),
  })
}

async function* readChunks(
  world: World,
  worker: SimWorker,
): AsyncGenerator<{ rowCount: number; columns: (string | null)[][] }, ReadEnd, void> {
  const { scheduler, source } = world
  const fault = worker.run?.action.source
  const version = source.version
  const rows = source.rows
  const wait = (label: string) =>
    scheduler.perform(worker.actor, `source ${label}`, worker.latencyMs(), () => undefined)
  await wait(`opens version ${version}`)
  if (fault === 'breaks at start') throw new Error('the warehouse is away')
  const middle = Math.floor(rows.length / 2)
  const parts = [rows.slice(0, middle), rows.slice(middle)]
  for (const [index, part] of parts.entries()) {
    yield {
      rowCount: part.length,
      columns: [
        part.map(({ key }) => (key === null ? null : String(key))),
        part.map(({ values }) => values.name),
        part.map(({ values }) => (values.score === null ? null : String(values.score))),
      ],
    }
    await wait(`gives part ${index + 1}`)
    if (index === 0 && fault === 'breaks') throw new Error('the warehouse broke off')
  }
  if (fault === 'ends without a word') return undefined as never
  if (fault === 'miscounts') return { rows: rows.length + 1 }
  world.onReadComplete(worker, version)
  return { rows: rows.length }
}
