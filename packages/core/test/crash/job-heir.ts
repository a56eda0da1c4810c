import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Boundary } from './crash-case.ts'
import type { CrashWorld } from './crash-world.ts'

/**
 * The process after one that died between jobs: it asks about every job whose handle is durable, and asks for none of
 * their records a second time.
 */
export async function heirOf(world: CrashWorld, boundary: Boundary): Promise<void> {
  const { jobs } = world.server
  const handles = handlesIn(path.join(world.folder, '.rev', 'ledger.db'))
  const known = jobs.filter(({ id }) => handles.has(id)).map((job) => ({ ...job }))
  if (boundary !== 'job submitted' && known.length === 0) world.violate('no handle was kept')
  const before = jobs.length
  await world.process()
  for (const { id, polls } of known) {
    if (jobs.find((job) => job.id === id)?.polls === polls) world.violate(`${id} is forgotten`)
  }
  const contents = new Set(known.flatMap((job) => job.contents))
  const again = jobs.slice(before).filter((job) => job.contents.some((one) => contents.has(one)))
  for (const { id } of again) world.violate(`${id} asks for what a known job does`)
  if (handlesIn(path.join(world.folder, '.rev', 'ledger.db')).size > 0) {
    world.violate('handles are left of jobs that have ended')
  }
}

/** The ids of jobs that are durable, read without the engine. */
function handlesIn(file: string): ReadonlySet<string> {
  const database = new DatabaseSync(file)
  try {
    const rows = database.prepare("SELECT value FROM cache WHERE key LIKE 'job:%'").all()
    return new Set((rows as { value: string }[]).map(({ value }) => value))
  } finally {
    database.close()
  }
}
