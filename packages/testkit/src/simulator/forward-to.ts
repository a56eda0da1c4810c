import type { Reply } from './reply.ts'
import type { SimulatorRequest } from './request.ts'

// They belong to a connection, or to a body as it was on the wire.
const ofTheConnection =
  /^(connection|content-length|content-encoding|host|keep-alive|transfer-encoding|accept-encoding)$/

/** Lets a server of its own answer what a simulator is asked. @returns what `forward` of a simulator takes */
export function forwardTo(origin: string): (request: SimulatorRequest) => Promise<Reply> {
  return async ({ method, path, query, headers, text }) => {
    const sent = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ofTheConnection.test(name) ? [] : [[name, [value].flat().join(', ')]],
    )
    const search = query.size === 0 ? '' : `?${String(query)}`
    const answer = await fetch(`${origin}${path}${search}`, {
      method,
      headers: Object.fromEntries(sent) as Record<string, string>,
      ...(text === '' ? {} : { body: text }),
    })
    const kept = [...answer.headers].filter(([name]) => !ofTheConnection.test(name))
    return { status: answer.status, headers: Object.fromEntries(kept), text: await answer.text() }
  }
}
