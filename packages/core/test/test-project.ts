import path from 'node:path'
import type { Source } from '@revetl/sdk'
import { manifestOf } from '@revetl/sdk/host'
import type { Connection, MappedField, Project, Sync } from '../src/index.ts'

const place = { file: 'syncs/things.yaml', line: 1, column: 1 }

/** A project of one sync, `things`: a mirror by `id` unless a test says more. */
export function testProject(
  folder: string,
  { source, destination }: { readonly source: Connection; readonly destination: Connection },
  more: Partial<Sync>,
): Project {
  const sync: Sync = {
    name: 'things',
    model: {
      name: 'things',
      source,
      query: { kind: 'sql', sql: 'SELECT' },
      key: undefined,
      place,
      sqlLine: 1,
    },
    destination,
    object: 'things',
    mode: 'mirror',
    key: ['id'],
    matchOn: undefined,
    isAllColumns: false,
    nulls: 'send',
    fields: [],
    filter: undefined,
    onRemove: 'delete',
    onChange: 'ignore',
    track: 'values',
    firstRun: 'send',
    duplicateKeys: 'fail',
    onAmbiguous: undefined,
    guard: { removalsPercentMax: 10, removalsMin: 100, rejectsPercentMax: 50, rejectsMin: 100 },
    inFlightMax: undefined,
    batchRecordsMax: undefined,
    patienceMs: 60_000,
    place,
    placeOf: () => place,
    ...more,
  }
  return {
    name: 'memory',
    path: folder,
    statePath: path.join(folder, '.rev'),
    sources: new Map([['local', source]]),
    destinations: new Map([['memory', destination]]),
    models: new Map([['things', sync.model]]),
    syncs: new Map([['things', sync]]),
    brokenSyncs: new Map(),
    egressAllow: [],
    memoryMax: undefined,
    warnings: [],
  }
}

/** Each column under its own name. */
export function columnsAsFields(names: readonly string[]): readonly MappedField[] {
  return names.map((name) => ({
    field: name,
    expression: { kind: 'column', column: name, place },
    write: 'always',
    nulls: 'send',
    place,
  }))
}

/** A connection to a connector that is not installed. */
export async function testConnection(
  kind: 'source' | 'destination',
  definition: Parameters<typeof manifestOf>[0],
) {
  return {
    name: kind === 'source' ? 'local' : 'memory',
    kind,
    connector: {
      packageName: `rev-${kind}-memory`,
      version: '1.0.0',
      manifest: await manifestOf(definition),
      load: async () => definition as Source,
    },
    config: {},
    secrets: [],
    place,
  }
}
