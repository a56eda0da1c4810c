import type { Fault, ResultsFault } from './faults.ts'
import { shuffled, type Random } from './random.ts'
import { toWireReply, type Reply, type WireReply } from './reply.ts'

/** How a vendor's answers are tampered with. */
export interface ReplySpoiler {
  /** The lists of per-record results in a body, each one the list itself. */
  readonly resultLists: (body: unknown) => readonly unknown[][]
  /** A result that belongs to no record of the request. */
  readonly foreignResult: () => unknown
  readonly random: Random
}

/** The answer that leaves when a fault changes the body of one. */
export function spoilReply(
  reply: Reply,
  fault: Fault | undefined,
  spoiler: ReplySpoiler,
): WireReply {
  if (fault?.kind === 'results') {
    const json = structuredClone(reply.json)
    for (const list of spoiler.resultLists(json)) spoilList(list, fault.how, spoiler)
    return toWireReply({ ...reply, json })
  }
  const wire = toWireReply(reply)
  if (fault?.kind === 'truncate') return { ...wire, body: wire.body.slice(0, wire.body.length / 2) }
  if (fault?.kind === 'body') {
    const contentType = fault.contentType ?? 'application/json'
    return { ...wire, headers: { ...wire.headers, 'content-type': contentType }, body: fault.text }
  }
  return wire
}

function spoilList(list: unknown[], how: ResultsFault, spoiler: ReplySpoiler): void {
  switch (how) {
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
      list.splice(0, list.length, ...shuffled(list, spoiler.random))
      break
  }
}
