import { createCredentials } from '../auth/create-credentials.ts'
import { createLogin } from '../login/create-login.ts'
import { createTokenPost } from '../auth/token-post.ts'
import type { EgressRules } from '../egress/policy.ts'
import type { Wire } from '../exchange/wire.ts'
import { claimNothing } from '../limits/admission.ts'
import { createQuotaClaims } from '../limits/quota-claims.ts'
import { defaultTimeouts, inFlightMaxDefault, type GatewayOptions } from '../options.ts'
import { redactedLog } from '../redact/redacted-log.ts'
import type { Redactor } from '../redact/redactor.ts'
import { createStats } from '../stats.ts'
import type { Pipeline } from './pipeline.ts'

const patienceMsDefault = 600_000

/** What a pipeline is put together from. */
export interface PipelineParts {
  readonly options: GatewayOptions
  readonly wire: Wire
  readonly rules: EgressRules
  readonly redact: Redactor
}

/** Puts together what all requests of a gateway share. */
export function createPipeline({ options, wire, rules, redact }: PipelineParts): Pipeline {
  const { connection, quotas, limiters, clock, random, timeouts, patienceMs } = options
  const oauth = {
    connection,
    store: options.tokens,
    clock,
    post: createTokenPost({ wire, rules, redact }),
    onSecret: redact.add,
  }
  return {
    connection,
    wire,
    limits: limiters.connection(connection, options.inFlightMax ?? inFlightMaxDefault),
    claims: quotas.length === 0 ? claimNothing : createQuotaClaims(quotas, limiters),
    credentials: createCredentials(options.auth, oauth),
    anonymous: createCredentials(undefined, oauth),
    login: createLogin(options.auth, oauth),
    clock,
    random,
    redact,
    log: redactedLog(options.log, redact),
    stats: createStats(),
    totalMs: timeouts?.totalMs ?? defaultTimeouts.totalMs,
    patienceMs: patienceMs ?? patienceMsDefault,
    responseBytesMax: wire.rawBytesMax,
  }
}
