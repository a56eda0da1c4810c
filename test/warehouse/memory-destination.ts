import {
  apiVersion,
  defineDestination,
  object,
  ok,
  rejected,
  skipped,
  unknown,
  type Batch,
  type Change,
  type FieldDefinitions,
  type OperationDefinition,
  type Outcome,
} from '@revetl/sdk'
import { z } from 'zod'

/** What a destination says of one change. */
export type Verdict = 'ok' | 'rejected' | 'skipped' | 'unknown'

/** A destination that notes what it is sent, and answers as a test says. */
export interface NotedDestination {
  /** What was sent, one line a change: operation, key, id and values. */
  readonly sent: string[]
  verdict: (key: string) => Verdict
  /** Hears of each change that is accepted, right before it is answered. */
  onAccept?: (line: string) => void
}

const config = z.object({})

const nothing = async () => undefined

/** A definition that writes into notes. */
export function notedDestination(notes: NotedDestination, sends: 'all' | 'changed') {
  const operation: OperationDefinition<FieldDefinitions, z.infer<typeof config>> = {
    matchOn: [['id']],
    batch: { recordsMax: 7 },
    atomicity: 'per-record',
    resend: 'safe',
    sends,
    write: async (batch) => batch.changes.map((change) => answer(notes, batch, change)),
  }
  const fields: FieldDefinitions = {}
  const things = object(config, {
    fields,
    isOpen: true,
    operations: {
      upsert: operation,
      update: operation,
      create: operation,
      delete: operation,
      append: operation,
      add: operation,
      remove: operation,
      replace: { ...operation, session: { open: nothing, commit: nothing, abort: nothing } },
    },
  })
  return defineDestination({
    id: 'noted',
    apiVersion,
    vendor: { name: 'Noted' },
    config,
    network: { hosts: [] },
    check: async () => ({ account: { id: 'noted' } }),
    discover: async () => ({ objects: [] }),
    objects: { things },
  })
}

function answer(notes: NotedDestination, batch: Batch, change: Change): Outcome {
  const key = JSON.stringify(change.key)
  const values = JSON.stringify(change.fields)
  const line = [batch.operation, change.kind, key, change.remoteId ?? '', values].join(' ')
  notes.sent.push(line)
  switch (notes.verdict(key)) {
    case 'rejected':
      return rejected(change, { message: 'not this one', field: 'id' })
    case 'skipped':
      return skipped(change, 'no-match')
    case 'unknown':
      return unknown(change, { code: 'REV_HTTP_TIMEOUT' })
    case 'ok':
      notes.onAccept?.(line)
      return ok(change, 'updated', `remote ${key}`)
  }
}
