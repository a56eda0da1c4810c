import type { SimulatorRequest } from '../../simulator/request.ts'
import { toWireReply } from '../../simulator/reply.ts'
import type { WatchedRequest } from '../../simulator/simulator-options.ts'
import type { SentBody } from './read-body.ts'

/** A request as it was seen. */
export type SeenRequest = Pick<SimulatorRequest, 'method' | 'path' | 'query' | 'headers' | 'text'>

/** An answer as the vendor gave it. */
export interface SeenAnswer extends SentBody {
  readonly status: number
}

/** A request and its answer at the edge of a simulator. */
export interface SeenExchange {
  readonly request: SeenRequest
  /** Absent where a fault stood in for the vendor. */
  readonly answer: SeenAnswer | undefined
}

/** What a simulator saw, as it went over the wire but for faults. */
export function toExchange({ request, answer }: WatchedRequest): SeenExchange {
  if (answer === undefined) return { request, answer: undefined }
  const { status, headers, body } = toWireReply(answer)
  const [, contentType = ''] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  return { request, answer: { status, contentType, text: Buffer.from(body).toString('utf8') } }
}
