import {
  settleBulk,
  type Batch,
  type HttpResponse,
  type Outcome,
  type RunContext,
} from '@revetl/sdk'
import { answerOf } from './answers/outcomes.ts'
import { refusedRequest } from './answers/refused-request.ts'
import { noteUsage, requireAccess } from './answers/usage.ts'
import type { Payload } from './client.ts'
import type { Config } from './config.ts'
import { isFieldName } from './identifiers/fields.ts'
import { identify, type Member } from './identifiers/identify.ts'

/** What is known of members before they are sent. */
export interface PreparedMembers {
  readonly members: readonly Member[]
  readonly payload: Payload
  readonly refused: readonly Outcome[]
}

/** Brings the identifiers of a batch into their form and hashes them. */
export function prepareMembers(batch: Batch, ctx: RunContext<Config>): PreparedMembers {
  const names = batch.fields.map(({ name }) => name).filter(isFieldName)
  const sent = names.filter((name) =>
    batch.changes.some(({ fields }) => Object.hasOwn(fields, name)),
  )
  const year = new Date(ctx.clock.now()).getUTCFullYear()
  const found = batch.changes.map((change) => identify(change, sent, year))
  const members = found.filter((one) => 'row' in one)
  const schema = sent.map((name) => name.toUpperCase())
  return {
    members,
    payload: { schema, data: members.map(({ row }) => row) },
    refused: found.filter((one) => 'status' in one),
  }
}

/** Sends members and settles each: those that could not be sent, and the others by Meta's counts. */
export async function sendMembers(
  { members, payload, refused }: PreparedMembers,
  { object, operation }: Pick<Batch, 'object' | 'operation'>,
  ctx: RunContext<Config>,
  send: (payload: Payload) => Promise<HttpResponse>,
): Promise<readonly Outcome[]> {
  if (members.length === 0) return refused
  const response = await request(ctx, `${operation} members of ${object.name}`, () => send(payload))
  const changes = members.map(({ change }) => change)
  return [...refused, ...settleBulk(changes, answerOf(members, object.name, response))]
}

/** Sends one request, and heeds what Meta says of the limit. @throws what a refusal means */
export async function request(
  ctx: RunContext<Config>,
  what: string,
  send: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  requireAccess(ctx.config, ctx.clock.now())
  const response = await send()
  noteUsage(ctx.config, response.headers, ctx.clock.now())
  if (!response.isOk) throw refusedRequest(response, what)
  return response
}
