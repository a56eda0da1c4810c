import type { IncomingMessage } from 'node:http'
import { parseJson, type Value } from '@revetl/sdk'

/** A request as a simulator's handlers see it. */
export interface SimulatorRequest {
  readonly method: string
  /** Without the query, percent-encoding kept. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The body as exact JSON; `undefined` where it is empty or not JSON. */
  readonly json: Value | undefined
}

/** Reads a request to its end. */
export async function readRequest(message: IncomingMessage): Promise<SimulatorRequest> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString('utf8')
  return { ...requestHead(message), text, json: tryParse(text) }
}

/** What is known of a request before its body has come. */
export function requestHead(message: IncomingMessage): SimulatorRequest {
  const url = new URL(message.url ?? '/', 'http://simulator.invalid')
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    text: '',
    json: undefined,
  }
}

function tryParse(text: string): Value | undefined {
  try {
    return parseJson(text)
  } catch {
    return undefined // A vendor answers such a body with its own error; the handler decides which.
  }
}
