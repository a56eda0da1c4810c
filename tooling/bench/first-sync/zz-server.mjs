// A local server that answers each record of a JSON array; its answers say yes to every one.
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    /** @type {{ id: number }[]} */
    const records = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const results = records.map(({ id }) => ({ id, status: 'ok' }))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ results }))
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.send?.({ port: address?.port })
})
process.on('disconnect', () => {
  const c = process.cpuUsage()
  console.log('server cpu', (c.user + c.system) / 1e6)
  process.exit()
})
