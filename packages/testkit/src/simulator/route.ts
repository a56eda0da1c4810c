import type { Accept } from './operation-log.ts'
import type { Random } from './random.ts'
import type { Reply } from './reply.ts'
import type { SimulatorRequest } from './request.ts'

type ParamNames<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : Pattern extends `${string}:${infer Name}`
    ? Name
    : never

/** The values in the place of each name after a colon in a path pattern. */
export type PathParams<Pattern extends string> = Readonly<Record<ParamNames<Pattern>, string>>

/** What a handler may use besides the request. */
export interface HandlerTools {
  /** Writes an accepted operation to the log that oracles read. Call it exactly where state changes. */
  readonly accept: Accept
  /** Milliseconds since 1970. */
  readonly nowMs: number
  readonly random: Random
}

/** One end point of a vendor. */
export interface Route {
  readonly method: string
  readonly pattern: string
  /** The path's parameters, decoded; `undefined` where the path is another. */
  match(path: string): Readonly<Record<string, string>> | undefined
  handle(
    request: SimulatorRequest,
    params: Readonly<Record<string, string>>,
    tools: HandlerTools,
  ): Reply
}

/**
 * Declares an end point: `route('POST', '/objects/:type/batch', (request, { type }, { accept }) => reply(200, …))`.
 * The handler runs in one go, so that each request sees and leaves a consistent state.
 */
export function route<const Pattern extends string>(
  method: string,
  pattern: Pattern,
  handle: (request: SimulatorRequest, params: PathParams<Pattern>, tools: HandlerTools) => Reply,
): Route {
  const wanted = pattern.split('/')
  return {
    method,
    pattern,
    match(path) {
      const parts = path.split('/')
      if (parts.length !== wanted.length) return undefined
      const params: [string, string][] = []
      for (const [index, want] of wanted.entries()) {
        const part = parts[index] ?? ''
        if (want.startsWith(':')) params.push([want.slice(1), decodeURIComponent(part)])
        else if (want !== part) return undefined
      }
      return Object.fromEntries(params)
    },
    handle,
  }
}
