import { openBoth, type OpenEnds } from '../host/open-both.ts'
import type { LocalDatabase } from '../local-database.ts'
import type { Sync } from '../project.ts'
import type { EngineServices } from './run-scope.ts'

/** Both ends of a sync and the engine between them, opened; closing closes all three. */
export interface OpenRunParts extends OpenEnds, AsyncDisposable {
  readonly database: LocalDatabase
}

/**
 * Opens what a run or a plan works with, all at once: modules are loaded while the engine starts. Where one fails the
 * others are closed.
 * @param scratch names the folder that the engine spills to
 */
export async function openRunParts(
  { project, paths, host, openDatabase }: EngineServices,
  sync: Sync,
  scratch: string,
  patienceMs: number | undefined,
): Promise<OpenRunParts> {
  const ends = { destination: sync.destination, source: sync.model.source }
  const opening = openDatabase({
    statePath: project.statePath,
    spillPath: paths.spill(scratch),
    memoryMax: project.memoryMax,
  })
  const [opened, engine] = await Promise.allSettled([
    openBoth(ends, host, { ...host, patienceMs }),
    opening,
  ])
  await using parts = new AsyncDisposableStack()
  if (opened.status === 'fulfilled') {
    parts.use(opened.value.destination)
    parts.use(opened.value.source)
  }
  if (engine.status === 'fulfilled') parts.use(engine.value)
  if (opened.status === 'rejected') throw opened.reason
  if (engine.status === 'rejected') throw engine.reason
  const kept = parts.move()
  return {
    ...opened.value,
    database: engine.value,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
