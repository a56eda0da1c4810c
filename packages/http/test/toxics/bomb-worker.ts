// Asks for bombs in a process of its own and says how much memory they cost: node bomb-worker.ts <url> …
import { call, localGateway } from '../support/gateway.ts'

const gateway = localGateway({ random: () => 0 })
const { http } = gateway.client(call({ resendable: false }))
const post = (url: string) =>
  http.post(url, { json: {} }).then(
    () => 'success',
    (error: { code: string; delivery: string }) => `${error.code} ${error.delivery}`,
  )
const [warmUp = '', ...urls] = process.argv.slice(2)
// Buffers of the sizes that any answer may have, so that only what a bomb adds is counted.
for (let count = 0; count < 3; count++) await post(warmUp)
const before = process.resourceUsage().maxRSS
const ends: string[] = []
for (const url of urls) ends.push(await post(url))
const grownMb = (process.resourceUsage().maxRSS - before) / 1024
console.log(JSON.stringify({ ends, grownMb }))
await gateway[Symbol.asyncDispose]()
