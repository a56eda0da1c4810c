import type { Check } from './check.ts'
import { credentialChecks } from './checks/account/credential-checks.ts'
import { discoverChecks } from './checks/account/discover-checks.ts'
import { oauthChecks } from './checks/account/oauth-checks.ts'
import { scopeChecks } from './checks/account/scope-checks.ts'
import { schemaChecks } from './checks/config/schema-checks.ts'
import { valueChecks } from './checks/config/value-checks.ts'
import { ambiguityChecks } from './checks/failure/ambiguity-checks.ts'
import { contractChecks, outcomeChecks } from './checks/failure/contract-checks.ts'
import { recordFailureChecks } from './checks/failure/record-failure-checks.ts'
import { statusChecks } from './checks/failure/status-checks.ts'
import { throttleChecks } from './checks/failure/throttle-checks.ts'
import { determinismChecks } from './checks/lifecycle/determinism-checks.ts'
import { limitChecks } from './checks/lifecycle/limit-checks.ts'
import { memoryChecks, resourceChecks } from './checks/lifecycle/resource-checks.ts'
import { stopChecks } from './checks/lifecycle/stop-checks.ts'
import { packageCodeChecks } from './checks/package/package-code-checks.ts'
import { packageFileChecks } from './checks/package/package-file-checks.ts'
import { packageJsonChecks } from './checks/package/package-json-checks.ts'
import { packageLoadChecks } from './checks/package/package-load-checks.ts'
import { packageReleaseChecks } from './checks/package/package-release-checks.ts'
import { documentChecks } from './checks/privacy/document-checks.ts'
import { privacyChecks, vocabularyChecks } from './checks/privacy/privacy-checks.ts'
import { describeChecks } from './checks/source/describe-checks.ts'
import { readChecks } from './checks/source/read-checks.ts'
import { readStopChecks } from './checks/source/stop-checks.ts'
import { batchChecks, caseChecks } from './checks/write/batch-checks.ts'
import { effectChecks } from './checks/write/effect-checks.ts'
import { valueWriteChecks } from './checks/write/value-checks.ts'

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
  ...readStopChecks,
].toSorted((a, b) => order(a.id) - order(b.id))
