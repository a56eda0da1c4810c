import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
// Not the entry: it loads nock, which takes over the sockets of every test in this process.
import { fulcioHandler, initializeCA, initializeCTLog } from '@sigstore/mock/dist/fulcio/index.js'
import { initializeTLog } from '@sigstore/mock/dist/rekor/index.js'
import type { HandlerFnResult } from '@sigstore/mock/dist/shared.types.js'
import { listenLocally } from './local-server.ts'
import { loggedEnvelope, type ProposedEntry } from './logged-envelope.ts'
import { setEnvironment } from './set-environment.ts'
import { trustedRoot } from './trusted-root.ts'

/** Who signs, and what whoever verifies has to trust. */
export interface Sigstore {
  /** `trusted_root.json`: the certificates and keys of its authority and of its logs. */
  readonly trustedRoot: string
  /** Signs a statement, as `npm publish --provenance` does. @returns the bundle. */
  readonly attest: (statement: object) => Promise<object>
}

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** A certificate authority with its log, and a transparency log, on 127.0.0.1, with keys that nobody else has. */
export async function startSigstore(): Promise<Sigstore> {
  const certificateLog = await initializeCTLog(keyPair())
  const authority = await initializeCA(keyPair(), certificateLog)
  const log = await initializeTLog('https://rekor.invalid', keyPair())
  const certificates = fulcioHandler(authority)
  const server = createServer((request, response) => {
    const answer = async (): Promise<HandlerFnResult> => {
      const body = await text(request)
      if (request.url === certificates.path) return certificates.fn(body)
      const entry = await log.log(loggedEnvelope(JSON.parse(body) as ProposedEntry))
      return { statusCode: 201, response: JSON.stringify(entry) }
    }
    void answer().then(({ statusCode, response: said }) => response.writeHead(statusCode).end(said))
  })
  const url = await listenLocally(server)
  const { attest } = await loadSigner()
  return {
    trustedRoot: trustedRoot({ authority, certificateLog, log }),
    attest: (statement) =>
      attest(Buffer.from(JSON.stringify(statement)), 'application/vnd.in-toto+json', {
        fulcioURL: url,
        rekorURL: url,
        identityToken: workflowToken(),
        retry: false,
      }),
  }
}

/** What signs. It notes when it is loaded which hosts need no proxy. */
function loadSigner() {
  setEnvironment({ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' })
  return import('sigstore')
}

/** A bundle whose statement somebody replaced after it was signed. */
export function withPayload(bundle: object, statement: object): object {
  const { dsseEnvelope } = bundle as { readonly dsseEnvelope: object }
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64')
  return { ...bundle, dsseEnvelope: { ...dsseEnvelope, payload } }
}

/** What a workflow shows to get a certificate. The authority of a test believes it without a signature. */
function workflowToken(): string {
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    aud: 'sigstore',
    sub: 'repo:acme/rev-destination-acme:ref:refs/tags/v1.2.3',
    repository: 'acme/rev-destination-acme',
  }
  return [{ alg: 'none' }, claims, {}]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
}
