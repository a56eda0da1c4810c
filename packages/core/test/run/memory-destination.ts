import {
  defineDestination,
  isRevError,
  object,
  ok,
  rejected,
  type Batch,
  type FieldDefinitions,
  type LookupRequest,
  type OperationDefinition,
  type Outcome,
  type RunInfo,
  type SessionInfo,
  type ValueRecord,
} from '@revetl/sdk'
import { expect } from 'vitest'
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
  /** What sessions wrote and nobody sees yet, by session. */
  readonly drafts: Map<string, Map<string, ValueRecord>>
  /** Every step of a session, in order. */
  readonly sessions: SessionStep[]
  /** What goes wrong at the next steps of sessions. */
  onSession: ((step: SessionStep) => void | Promise<void>) | undefined
  /** What goes wrong when records are read back. */
  onLookup: ((request: LookupRequest) => void | Promise<void>) | undefined
  /** How many times records were read back. */
  lookups: number
}

/** A step of a write that becomes visible only as a whole. */
export type SessionStep = 'open' | 'commit' | 'abort'

interface MemoryOptions {
  readonly account?: string
  readonly atomicity?: 'per-record' | 'all-or-nothing'
  readonly keyLifetimeMs?: number
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
  const operation: OperationDefinition<FieldDefinitions, z.infer<typeof config>> = {
    matchOn: [['id']],
    batch,
    atomicity: options.atomicity ?? 'per-record',
    resend: options.resend ?? 'safe',
    ...(options.keyLifetimeMs === undefined ? {} : { keyLifetimeMs: options.keyLifetimeMs }),
    ...(options.sends === undefined ? {} : { sends: options.sends }),
    write: async (written: Batch, ctx: { readonly run: RunInfo }) => {
      requireAllFields(written)
      memory.batches.push({
        operation: written.operation,
        size: written.changes.length,
        key: written.idempotencyKey,
      })
      const step = memory.script.shift() ?? memory.rule
      const apply = () => applyBatch(memory, written, ctx.run.id)
      return (step === undefined ? apply() : await step(written, apply)) as readonly Outcome[]
    },
  }
  const noFields: FieldDefinitions = {}
  const things = object(config, {
    fields: noFields,
    isOpen: true,
    operations: {
      upsert: operation,
      update: operation,
      create: operation,
      delete: operation,
      append: { ...operation, resend: options.resend ?? 'unsafe' },
      add: operation,
      remove: operation,
      replace: { ...operation, session: memorySession(memory) },
    },
    lookup: async (request) => {
      memory.lookups++
      await memory.onLookup?.(request)
      return request.keys.flatMap(([id]) => {
        const fields = memory.records.get(JSON.stringify(id))
        return fields === undefined ? [] : [{ match: { id: id ?? null }, fields }]
      })
    },
  })
  return defineDestination({
    id: 'memory',
    apiVersion: 1,
    vendor: { name: 'Memory' },
    config,
    network: { hosts: [] },
    check: async () => ({ account: { id: options.account ?? 'memory' } }),
    discover: async () => ({ objects: [] }),
    objects: {
      things,
      others: things,
    },
  })
}

/** An empty destination. */
export function emptyMemory(): MemoryDestination {
  return {
    records: new Map(),
    log: [],
    batches: [],
    script: [],
    rule: undefined,
    drafts: new Map(),
    sessions: [],
    onSession: undefined,
    onLookup: undefined,
    lookups: 0,
  }
}

/** No batch may say of its records that they carry all fields where one of them does not. */
function requireAllFields({ hasAllFields, fields, changes }: Batch): void {
  if (hasAllFields !== true) return
  const names = fields.map(({ name }) => name).toSorted()
  for (const change of changes) expect(Object.keys(change.fields).toSorted()).toEqual(names)
}

function memorySession(memory: MemoryDestination) {
  const step = (name: SessionStep, act: (id: string) => void) => async (info: SessionInfo) => {
    memory.sessions.push(name)
    await memory.onSession?.(name)
    act(info.id)
  }
  return {
    open: step('open', (id) => memory.drafts.set(id, new Map())),
    commit: step('commit', (id) => {
      memory.records.clear()
      for (const [key, fields] of memory.drafts.get(id) ?? []) memory.records.set(key, fields)
      memory.drafts.delete(id)
    }),
    abort: step('abort', (id) => memory.drafts.delete(id)),
  }
}

function applyBatch(memory: MemoryDestination, batch: Batch, run: string): readonly Outcome[] {
  return batch.changes.map((change) => {
    const fields = change.fields as ValueRecord
    const id = JSON.stringify(fields['id'])
    if (fields['name'] === 'bad') return rejected(change, { message: 'name is bad', field: 'name' })
    memory.log.push({ operation: batch.operation, id, fields })
    if (batch.operation === 'replace') memory.drafts.get(run)?.set(id, fields)
    else if (batch.operation === 'delete' || batch.operation === 'remove') memory.records.delete(id)
    else memory.records.set(id, { ...memory.records.get(id), ...fields })
    return ok(change)
  })
}

/** The code of a thrown rev error. */
export function codeOf(error: unknown): string | undefined {
  return isRevError(error) ? error.code : undefined
}
