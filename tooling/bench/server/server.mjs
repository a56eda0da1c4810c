// A local server that answers each record of a JSON array: node server.mjs OPTIONS (JSON). It does as little as it can,
// since it shares the machine with whom it serves.
import { createServer } from 'node:http'

/** @type {import('./start-server.mjs').ServerOptions} */
const { latencyMs = 0, rejects = false, quota } = JSON.parse(process.argv[2] ?? '{}')
const key = Buffer.from('"id":')
const comma = 0x2c
const brace = 0x7d

const nothing = { requests: 0, records: 0, rejects: 0, refused: 0, inFlightPeak: 0 }
let counts = { ...nothing }
let inFlight = 0
/** @type {number[]} when requests came that the quota allowed */
let arrivals = []

/** @param {Buffer} body a JSON array of objects that each have one key `id`, with a number */
function answer(body) {
  const verdicts = []
  for (let at = body.indexOf(key); at >= 0; at = body.indexOf(key, at)) {
    const start = at + key.length
    let end = start
    while (body[end] !== comma && body[end] !== brace) end += 1
    const id = body.toString('latin1', start, end)
    const isRejected = rejects && (id.endsWith('07') || id === '7')
    if (isRejected) counts.rejects += 1
    verdicts.push(
      isRejected
        ? `{"id":${id},"status":"invalid","message":"this record is refused"}`
        : `{"id":${id},"status":"ok"}`,
    )
    at = end
  }
  counts.records += verdicts.length
  return `{"results":[${verdicts.join(',')}]}`
}

/** Whether one more request fits into the window that ends now. */
function isAllowed() {
  if (quota === undefined) return true
  const nowMs = performance.now()
  if (arrivals.filter((atMs) => nowMs - atMs < quota.perMs).length >= quota.max) return false
  arrivals.push(nowMs)
  return true
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  inFlight += 1
  counts.requests += 1
  counts.inFlightPeak = Math.max(counts.inFlightPeak, inFlight)
  const allowed = isAllowed()
  /** @type {Buffer[]} */
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const text = allowed ? answer(Buffer.concat(chunks)) : '{}'
    if (!allowed) counts.refused += 1
    const send = () => {
      inFlight -= 1
      response.writeHead(allowed ? 200 : 429, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
        ...(allowed ? {} : { 'retry-after': '10' }),
      })
      response.end(text)
    }
    if (latencyMs > 0) setTimeout(send, latencyMs)
    else send()
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.send?.({ port: address?.port })
})
process.on('message', () => {
  const [firstMs = 0] = arrivals
  process.send?.({ ...counts, arrivalsMs: arrivals.map((atMs) => atMs - firstMs) })
  counts = { ...nothing }
  arrivals = []
})
process.on('disconnect', () => process.exit())
