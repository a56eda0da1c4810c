import { gzipSync } from 'node:zlib'
import type { Fault, ResultsFault } from './fault.ts'
import { shuffled, type Random } from './random.ts'
import { toWireReply, type Reply, type WireReply } from './reply.ts'

/** How a vendor's answers are tampered with. */
export interface ReplySpoiler {
  /** The lists of per-record results in a body, each one the list itself. */
  readonly resultLists: (body: unknown) => readonly unknown[][]
  /** For vendors that promise results in the order of the request: theirs are never shuffled. */
  readonly keepsOrder?: boolean
  /** A result that belongs to no record of the request. */
  readonly foreignResult: () => unknown
  /** The opposite verdict about the record of a result, for answers that contradict themselves. */
  readonly contraryResult?: (result: unknown) => unknown
  /** A body with another number of accepted records than the vendor has counted. */
  readonly miscounted?: (body: unknown) => unknown
  readonly random: Random
}

/** The answer that leaves when a fault changes the body of one. */
export function spoilReply(
  reply: Reply,
  fault: Fault | undefined,
  spoiler: ReplySpoiler,
): WireReply {
  if (fault?.kind === 'results') return toWireReply(spoilResults(reply, fault.how, spoiler))
  const wire = toWireReply(reply)
  switch (fault?.kind) {
    case 'truncate':
      return { ...wire, body: wire.body.slice(0, wire.body.length / 2) }
    case 'body':
      return withType({ ...wire, body: fault.text }, fault.contentType ?? 'application/json')
    case 'relabel':
      // A refusal stays one: it is the good answer whose status is another.
      return reply.status < 300 ? { ...wire, status: fault.status } : wire
    case 'headers':
      return { ...wire, headers: { ...wire.headers, ...fault.headers } }
    case 'bomb':
      return encoded({ ...wire, body: gzipSync(Buffer.alloc(fault.bytes, ' ')) }, 'gzip')
    case 'encodings':
      return encoded(wire, Array.from({ length: fault.count }, () => 'identity').join(', '))
    default:
      return wire
  }
}

const withType = (wire: WireReply, type: string): WireReply => ({
  ...wire,
  headers: { ...wire.headers, 'content-type': type },
})

const encoded = (wire: WireReply, coding: string): WireReply => ({
  ...wire,
  headers: { ...wire.headers, 'content-encoding': coding },
})

function spoilResults(reply: Reply, how: ResultsFault, spoiler: ReplySpoiler): Reply {
  const json = structuredClone(reply.json)
  if (how === 'miscounted') return { ...reply, json: spoiler.miscounted?.(json) ?? json }
  for (const list of spoiler.resultLists(json)) spoilList(list, how, spoiler)
  return { ...reply, json }
}

function spoilList(list: unknown[], how: ResultsFault, spoiler: ReplySpoiler): void {
  switch (how) {
    case 'miscounted':
      break
    case 'contradicted':
      if (list.length > 0 && spoiler.contraryResult) list.push(spoiler.contraryResult(list[0]))
      break
    case 'none':
      list.length = 0
      break
    case 'missing':
      list.pop()
      break
    case 'extra':
      list.push(spoiler.foreignResult())
      break
    case 'repeated':
      // The first result stands twice and the last one is gone, so that the count looks right.
      if (list.length > 1) list.splice(-1, 1, structuredClone(list[0]))
      break
    case 'shuffled':
      if (spoiler.keepsOrder !== true)
        list.splice(0, list.length, ...shuffled(list, spoiler.random))
      break
  }
}
