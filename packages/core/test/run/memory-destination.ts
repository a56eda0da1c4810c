import {
  defineDestination,
  isRevError,
  object,
  ok,
  rejected,
  type Batch,
  type Outcome,
  type ValueRecord,
} from '@revetl/sdk'
import { z } from 'zod'

/** What happens to the next batches, first to last; a function may answer or throw as a connector would. */
export type Script = (batch: Batch, apply: () => readonly Outcome[]) => unknown

/** A destination in memory: what it holds, every operation that it applied, and what it will do wrong next. */
export interface MemoryDestination {
  readonly records: Map<string, ValueRecord>
  readonly log: { readonly operation: string; readonly id: string; readonly fields: ValueRecord }[]
  readonly batches: { readonly operation: string; readonly size: number; readonly key: string }[]
  readonly script: Script[]
  /** Applies to every batch when the script is over. */
  rule: Script | undefined
}

interface MemoryOptions {
  readonly resend?: 'safe' | 'key' | 'reconcile' | 'unsafe'
  readonly sends?: 'all' | 'changed'
  readonly recordsMax?: number
  readonly bytesMax?: number
}

/** A definition that writes into a memory destination. */
export function memoryDestination(memory: MemoryDestination, options: MemoryOptions = {}) {
  const config = z.object({})
  const batch = {
    recordsMax: options.recordsMax ?? 10,
    ...(options.bytesMax === undefined ? {} : { bytesMax: options.bytesMax }),
  }
  const operation = {
    matchOn: [['id']] as const,
    batch,
    atomicity: 'per-record',
    resend: options.resend ?? 'safe',
    ...(options.sends === undefined ? {} : { sends: options.sends }),
    write: async (written: Batch) => {
      memory.batches.push({
        operation: written.operation,
        size: written.changes.length,
        key: written.idempotencyKey,
      })
      const step = memory.script.shift() ?? memory.rule
      const apply = () => applyBatch(memory, written)
      return (step === undefined ? apply() : await step(written, apply)) as readonly Outcome[]
    },
  } as const
  return defineDestination({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Memory' },
    config,
    network: { hosts: [] },
    check: async () => ({ account: { id: 'memory' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things: object(config, {
        fields: {},
        isOpen: true,
        operations: {
          upsert: operation,
          update: operation,
          create: operation,
          delete: operation,
          append: { ...operation, resend: options.resend ?? 'unsafe' },
        },
        lookup: async (request) =>
          request.keys.flatMap(([id]) => {
            const fields = memory.records.get(JSON.stringify(id))
            return fields === undefined ? [] : [{ match: { id: id ?? null }, fields }]
          }),
      }),
    },
  })
}

/** An empty destination. */
export function emptyMemory(): MemoryDestination {
  return { records: new Map(), log: [], batches: [], script: [], rule: undefined }
}

function applyBatch(memory: MemoryDestination, batch: Batch): readonly Outcome[] {
  return batch.changes.map((change) => {
    const fields = change.fields as ValueRecord
    const id = JSON.stringify(fields['id'])
    if (fields['name'] === 'bad') return rejected(change, { message: 'name is bad', field: 'name' })
    memory.log.push({ operation: batch.operation, id, fields })
    if (batch.operation === 'delete') memory.records.delete(id)
    else memory.records.set(id, { ...memory.records.get(id), ...fields })
    return ok(change)
  })
}

/** The code of a thrown rev error. */
export function codeOf(error: unknown): string | undefined {
  return isRevError(error) ? error.code : undefined
}
