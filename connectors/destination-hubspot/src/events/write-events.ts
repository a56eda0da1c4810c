import { createHash } from 'node:crypto'
import {
  errorMessage,
  ok,
  rejected,
  type Batch,
  type Change,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { refusedRequest } from '../answers/refused-request.ts'
import { sendEvents, type EventInput } from './event-client.ts'
import type { Config } from '../config.ts'
import { toPropertyText } from '../properties/property-value.ts'

const own = {
  event_name: 'eventName',
  email: 'email',
  object_id: 'objectId',
  utk: 'utk',
  occurred_at: 'occurredAt',
  uuid: 'uuid',
} as const

/** Sends occurrences; HubSpot takes all of them or says what is wrong with the request. */
export async function writeEvents(
  batch: Batch,
  ctx: RunContext<Config>,
): Promise<readonly Outcome[]> {
  const settled: Outcome[] = []
  const sent: { change: Change; input: EventInput }[] = []
  for (const change of batch.changes) {
    try {
      sent.push({ change, input: toInput(batch, change) })
    } catch (error) {
      settled.push(rejected(change, { code: 'REV_VALUE_INVALID', message: errorMessage(error) }))
    }
  }
  if (sent.length === 0) return settled
  const inputs = sent.map(({ input }) => input)
  const response = await sendEvents(ctx, inputs)
  if (response.status !== 204) throw refusedRequest(response, 'send events')
  return [...settled, ...sent.map(({ change }) => ok(change, 'accepted'))]
}

function toInput({ object }: Batch, { fields, key, json }: Change): EventInput {
  const properties: Record<string, string> = {}
  const known: Record<string, string> = {}
  for (const [name, value = null] of Object.entries(fields)) {
    if (value === null) continue
    const text = toPropertyText(value, object.fields[name]?.type)
    if (Object.hasOwn(own, name)) known[own[name as keyof typeof own]] = text
    else properties[name] = text
  }
  const uuid = known['uuid'] ?? uuidOf(JSON.stringify([key, json]))
  return { eventName: '', ...known, uuid, properties }
}

/** The same for the same record, so that HubSpot drops what is sent twice. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  // Version 8 is for values of one's own making: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
