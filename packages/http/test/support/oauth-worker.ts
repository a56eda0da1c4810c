// One of several processes that use the same grant: node oauth-worker.ts <url> <token URL> <folder> <requests>
import { oauth2 } from '@revetl/sdk'
import { fileTokenStore } from './file-token-store.ts'
import { call, localGateway } from './gateway.ts'

const [url = '', tokenUrl = '', folder = '', requests = '1'] = process.argv.slice(2)
const auth = oauth2({
  tokenUrl,
  clientId: 'id',
  clientSecret: 'client-secret',
  refreshToken: 'refresh-0',
})
// Not `await using`: this file runs as it is on every Node that rev supports.
const gateway = localGateway({ auth, tokens: fileTokenStore(folder) })
const { http } = gateway.client(call({ resendable: false }))
const answers = await Promise.all(Array.from({ length: Number(requests) }, () => http.post(url)))
process.exitCode = answers.every((answer) => answer.isOk) ? 0 : 1
await gateway[Symbol.asyncDispose]()
