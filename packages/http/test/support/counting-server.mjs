// A vendor in a process of its own, so that nothing the gateway does can move the times at which it counts.
import { createServer } from 'node:http'

/** @type {number[]} */
const times = []
const server = createServer((request, response) => {
  times.push(performance.now())
  request.resume()
  response.end('{}')
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('message', () => process.send?.(times))
process.on('disconnect', () => process.exit())
