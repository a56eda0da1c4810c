import type { Check } from './check.ts'
import { credentialChecks } from './account/credential-checks.ts'
import { discoverChecks } from './account/discover-checks.ts'
import { oauthChecks } from './account/oauth-checks.ts'
import { scopeChecks } from './account/scope-checks.ts'
import { schemaChecks } from './config/schema-checks.ts'
import { valueChecks } from './config/value-checks.ts'
import { ambiguityChecks } from './failure/ambiguity-checks.ts'
import { contractChecks, outcomeChecks } from './failure/contract-checks.ts'
import { recordFailureChecks } from './failure/record-failure-checks.ts'
import { statusChecks } from './failure/status-checks.ts'
import { throttleChecks } from './failure/throttle-checks.ts'
import { determinismChecks } from './lifecycle/determinism-checks.ts'
import { limitChecks } from './lifecycle/limit-checks.ts'
import { memoryChecks, resourceChecks } from './lifecycle/resource-checks.ts'
import { stopChecks } from './lifecycle/stop-checks.ts'
import { packageCodeChecks } from './package/package-code-checks.ts'
import { packageFileChecks } from './package/package-file-checks.ts'
import { packageJsonChecks } from './package/package-json-checks.ts'
import { packageLoadChecks } from './package/package-load-checks.ts'
import { packageReleaseChecks } from './package/package-release-checks.ts'
import { documentChecks } from './privacy/document-checks.ts'
import { privacyChecks, vocabularyChecks } from './privacy/privacy-checks.ts'
import { describeChecks } from './source/describe-checks.ts'
import { pushdownChecks } from './source/pushdown-checks.ts'
import { readChecks } from './source/read-checks.ts'
import { readStopChecks } from './source/stop-checks.ts'
import { batchChecks, caseChecks } from './write/batch-checks.ts'
import { effectChecks } from './write/effect-checks.ts'
import { valueWriteChecks } from './write/value-checks.ts'

const groups = 'PCADWFLOR'
const order = (id: string): number => groups.indexOf(id[0] ?? '') * 100 + Number(id.slice(1))

/** Every check. A new one is added to one of the lists, and then holds for all connectors. */
export const allChecks: readonly Check[] = [
  ...packageJsonChecks,
  ...packageFileChecks,
  ...packageCodeChecks,
  ...packageReleaseChecks,
  ...packageLoadChecks,
  ...schemaChecks,
  ...valueChecks,
  ...credentialChecks,
  ...scopeChecks,
  ...oauthChecks,
  ...discoverChecks,
  ...caseChecks,
  ...batchChecks,
  ...effectChecks,
  ...valueWriteChecks,
  ...recordFailureChecks,
  ...statusChecks,
  ...throttleChecks,
  ...ambiguityChecks,
  ...contractChecks,
  ...outcomeChecks,
  ...limitChecks,
  ...stopChecks,
  ...resourceChecks,
  ...memoryChecks,
  ...determinismChecks,
  ...privacyChecks,
  ...vocabularyChecks,
  ...documentChecks,
  ...describeChecks,
  ...readChecks,
  ...pushdownChecks,
  ...readStopChecks,
].toSorted((a, b) => order(a.id) - order(b.id))
