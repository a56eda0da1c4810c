import type { ChildLimitOptions } from '../child-limits.ts'
import type { Connection } from '../connection.ts'
import { runsInChild } from '../runs-in-child.ts'
import type { ChildOptions } from './schema/child-options.ts'
import { durationMs } from './schema/durations.ts'
import { childLimitsKey } from './schema/names.ts'
import { sizeBytes } from './schema/sizes.ts'
import type { Problems } from './problems.ts'
import type { YamlFile, YamlPath } from './files/yaml-file.ts'

// Node alone takes half of it before any connector is loaded.
const memoryBytesMin = 128 * 1024 ** 2

/** What a connection says of its child, and where. */
export interface WrittenChildLimits extends Pick<Connection, 'name' | 'connector' | 'runIn'> {
  readonly options: ChildOptions | undefined
  /** Of the connection. */
  readonly path: YamlPath
}

/** The limits of a child as the host has them; what makes no sense leaves a problem, what has no effect a warning. */
export function readChildLimits(
  { options, path, ...connection }: WrittenChildLimits,
  { file, problems }: { readonly file: YamlFile; readonly problems: Problems },
): ChildLimitOptions | undefined {
  if (options === undefined) return undefined
  const { memory, restarts, silence = {} } = options
  const at = [...path, childLimitsKey]
  if (!runsInChild(connection)) {
    problems.warn(
      'REV_CONFIG_INVALID',
      `${at.join('.')} has no effect: the connector runs in the process of rev.`,
      { place: file.keyPlaceOf(...at), hint: 'Write "run_in: child" beside it, or leave it out.' },
    )
  }
  const bytes = memory === undefined ? undefined : sizeBytes(memory)
  if (bytes !== undefined && bytes < memoryBytesMin) {
    problems.add(
      'REV_CONFIG_INVALID',
      `Failed to read ${at.join('.')}.memory: expected at least 128MiB, got "${memory}".`,
      { place: file.placeOf(...at, 'memory'), hint: 'A process of Node needs that much to start.' },
    )
  }
  const silenceMs = Object.fromEntries(
    Object.entries(silence as Readonly<Record<string, string>>).map(([kind, text]) => [
      kind,
      durationMs(text),
    ]),
  )
  return {
    silenceMs,
    ...(restarts === undefined ? {} : { restartsMax: restarts }),
    ...(bytes === undefined
      ? {}
      : { memoryBytesMax: bytes, heapMegabytes: Math.floor(bytes / 2 / 1024 ** 2) }),
  }
}
