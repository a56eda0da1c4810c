import { openBoth, type OpenEnds } from '../host/open-both.ts'
import type { LocalDatabase } from '../local-database.ts'
import type { Sync } from '../project.ts'
import type { EngineServices } from './run-scope.ts'

/** Both ends of a sync and the engine between them, opened; closing closes all three. */
export interface OpenRunParts extends OpenEnds, AsyncDisposable {
  readonly database: LocalDatabase
}

/**
 * Opens what a run or a plan works with. Where one fails the others are closed. One after the other: which comes first
 * must not depend on the machine, or a simulated run could not be played again.
 * @param scratch names the folder that the engine spills to
 */
export async function openRunParts(
  { project, paths, host, openDatabase }: EngineServices,
  sync: Sync,
  scratch: string,
  patienceMs: number | undefined,
): Promise<OpenRunParts> {
  const ends = { destination: sync.destination, source: sync.model.source }
  const opened = await openBoth(ends, host, { ...host, patienceMs })
  await using parts = new AsyncDisposableStack()
  parts.use(opened.destination)
  parts.use(opened.source)
  const database = parts.use(
    await openDatabase({
      statePath: project.statePath,
      spillPath: paths.spill(scratch),
      memoryMax: project.memoryMax,
    }),
  )
  const kept = parts.move()
  return { ...opened, database, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
