import type { ServerResponse } from 'node:http'
import type { WireReply } from './reply.ts'

/** Sends an answer in one piece. */
export function sendReply(response: ServerResponse, { status, headers, body }: WireReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

/** Sends the head and half of the body, then drops the connection. */
export function sendCut(response: ServerResponse, { status, headers, body }: WireReply): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy())
}

/** Sends a body byte by byte. */
export function sendSlowly(
  response: ServerResponse,
  { status, headers, body }: WireReply,
  bytesPerSecond: number,
): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1))
    sent += 1
    if (sent < bytes.length) return
    clearInterval(timer)
    response.end()
  }, 1000 / bytesPerSecond)
  response.once('close', () => clearInterval(timer))
}

/** Answers, then closes the connection that the client takes to be idle. */
export function sendAndClose(response: ServerResponse, wire: WireReply): void {
  const { socket } = response
  response.once('finish', () => setImmediate(() => socket?.destroy()))
  sendReply(response, wire)
}

/** Resets the connection, so that the client sees ECONNRESET. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
