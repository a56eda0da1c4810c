import type { Login } from '@revetl/http'
import { RevError, type CheckResult, type Column } from '@revetl/sdk'
import type { CompiledMapping } from '../compiled-mapping.ts'
import { checkDiscovered, checkFieldTypes } from '../config/check-discovered.ts'
import { sharedFieldWarnings, type WritingSync } from '../config/shared-fields.ts'
import { openDestination } from '../host/open-destination.ts'
import { openSource } from '../host/open-source.ts'
import { LocalDatabase } from '../local-database.ts'
import { compileSyncFilter } from './filter-model.ts'
import type { OpenDestination, OpenSource } from '../open-connections.ts'
import type { Connection } from '../connection.ts'
import type { Sync } from '../project.ts'
import type { CheckFinding, CheckReport, ScratchReport } from '../reports.ts'
import { checkDbt } from './check-dbt.ts'
import { checkScratch } from './check-scratch.ts'
import { columnViolations } from './contract/contract-rules.ts'
import { compileSync, prepareSync, type PreparedSync } from './prepare-sync.ts'
import { describeColumns } from './describe-model.ts'
import { objectsOf, scopesNotGranted } from './logins.ts'
import { asRevError } from './as-rev-error.ts'
import { accountScope } from './account-scope.ts'
import type { EngineServices } from './run-scope.ts'

type Opened<Kind> = Kind | undefined

/** A check under way. */
class ProjectCheck {
  readonly findings: CheckFinding[] = []
  readonly connections: CheckReport['connections'][number][] = []
  readonly syncs: CheckReport['syncs'][number][] = []
  readonly writing: WritingSync[] = []
  readonly services: EngineServices
  readonly signal: AbortSignal

  constructor(services: EngineServices, signal: AbortSignal) {
    this.services = services
    this.signal = signal
  }

  get errorCount(): number {
    return this.findings.filter(({ severity }) => severity === 'error').length
  }

  fail(subject: string, error: unknown, redact = (text: string) => text): void {
    this.findings.push({
      severity: 'error',
      subject,
      error: asRevError(error, this.signal, redact),
    })
  }

  warn(subject: string, errors: readonly RevError[]): void {
    for (const error of errors) this.findings.push({ severity: 'warning', subject, error })
  }
}

/**
 * Tries every connection that the syncs use, and their mappings against live columns and objects. Writes nothing but
 * the scratch schema that a sync asks for.
 */
export async function checkProject(
  services: EngineServices,
  syncs: readonly Sync[],
  signal: AbortSignal,
): Promise<CheckReport> {
  const check = new ProjectCheck(services, signal)
  await using closing = new AsyncDisposableStack()
  const sources = new Map<string, Opened<OpenSource>>()
  const destinations = new Map<string, Opened<OpenDestination>>()
  for (const sync of syncs) {
    const { source } = sync.model
    if (!sources.has(source.name)) {
      sources.set(source.name, await tryConnection(check, closing, source, openSource))
    }
    const { destination } = sync
    if (!destinations.has(destination.name)) {
      destinations.set(
        destination.name,
        await tryConnection(check, closing, destination, openDestination),
      )
    }
  }
  for (const sync of syncs) {
    await checkSync(check, sync, {
      source: sources.get(sync.model.source.name),
      destination: destinations.get(sync.destination.name),
    })
  }
  for (const { sync, warning } of sharedFieldWarnings(check.writing)) check.warn(sync, [warning])
  const { connections, findings } = check
  return { connections, syncs: check.syncs, findings }
}

async function tryConnection<Opening extends OpenSource | OpenDestination>(
  check: ProjectCheck,
  closing: AsyncDisposableStack,
  connection: Connection,
  open: (connection: Connection, host: EngineServices['host']) => Promise<Opening>,
): Promise<Opened<Opening>> {
  let opened: Opened<Opening>
  let result: CheckResult | undefined
  try {
    opened = closing.use(await open(connection, check.services.host))
    await warnOfScopes(check, connection, opened.login)
    result = await opened.check(check.signal)
    await rememberAccount(check.services, connection, result)
  } catch (error) {
    check.fail(connection.name, error, opened?.redact)
  }
  const { name, kind, connector } = connection
  check.connections.push({
    name,
    kind,
    connector: `${connector.packageName}@${connector.version}`,
    isOk: result !== undefined,
    account: result && (result.account.name ?? result.account.id),
    warnings: result?.warnings ?? [],
    quotaLeft: result?.quotaLeft,
  })
  return result && opened
}

/** Vendors may call what they granted by other names, so this is a warning: what is refused says so itself. */
async function warnOfScopes(
  check: ProjectCheck,
  connection: Connection,
  login: Login | undefined,
): Promise<void> {
  const objects = objectsOf(check.services.project, connection)
  const missing = login === undefined ? [] : await scopesNotGranted(login, objects)
  if (missing.length === 0) return
  const { name, place } = connection
  const message = `The login of ${name} was not granted ${missing.join(', ')}, which its objects need.`
  check.warn(name, [
    new RevError('REV_AUTH_SCOPE', message, {
      place,
      hint: `Log in again: rev auth login ${name}`,
    }),
  ])
}

/** Quotas are counted by account, which only a check can tell; later runs share the limiter by it. */
async function rememberAccount(
  { ledger }: EngineServices,
  { name }: Connection,
  { account }: CheckResult,
): Promise<void> {
  await ledger.cacheSet(accountScope, new Map([[name, JSON.stringify(account)]]))
}

async function checkSync(
  check: ProjectCheck,
  sync: Sync,
  { source, destination }: { source: Opened<OpenSource>; destination: Opened<OpenDestination> },
): Promise<void> {
  const before = check.errorCount
  const columns = source && (await describeModel(check, sync, source))
  if (columns && destination) {
    try {
      await checkDbt(sync.model, check.services.clock.now())
      checkContractColumns(check, sync, columns)
      const prepared = await prepareSync(sync, destination, columns, check.signal)
      const { errors, warnings } = checkDiscovered(sync, prepared.object, columns)
      for (const error of errors) check.fail(sync.name, error)
      const mapping = await checkMapping(check, prepared, columns)
      const fields = prepared.fields.map(({ field }) => field)
      check.writing.push({ sync, fields, matchOn: prepared.matchOn })
      check.warn(sync.name, [
        ...warnings,
        ...checkFieldTypes(sync, mapping.fields, prepared.object),
      ])
    } catch (error) {
      check.fail(sync.name, error, destination.redact)
    }
  }
  const scratch = source && (await tryScratch(check, sync, source))
  check.syncs.push({
    name: sync.name,
    isOk: columns !== undefined && destination !== undefined && check.errorCount === before,
    columns: columns?.length ?? 0,
    scratch,
  })
}

async function tryScratch(
  check: ProjectCheck,
  sync: Sync,
  source: OpenSource,
): Promise<ScratchReport | undefined> {
  try {
    const checked = await checkScratch(check.services, sync, source, check.signal)
    if (checked?.problem) check.findings.push({ subject: sync.name, ...checked.problem })
    return checked?.scratch
  } catch (error) {
    check.fail(sync.name, error, source.redact)
    return undefined
  }
}

/** What of a contract can be told without a row. */
function checkContractColumns(
  check: ProjectCheck,
  { name: sync, model: { contract, name } }: Sync,
  columns: readonly Column[],
): void {
  if (contract === undefined) return
  const errors = columnViolations(contract, columns).map(
    (one) =>
      new RevError(
        'REV_MODEL_CONTRACT',
        `Failed to read ${name}: the contract ${name}: ${one.name} does not hold: ${one.words}.`,
        { place: one.place, hint: 'Cast the column in the SQL, or correct the contract.' },
      ),
  )
  if (contract.onViolation === 'warn') check.warn(sync, errors)
  else for (const error of errors) check.fail(sync, error)
}

async function describeModel(
  check: ProjectCheck,
  sync: Sync,
  source: OpenSource,
): Promise<readonly Column[] | undefined> {
  try {
    return await describeColumns(check.services.project, sync, source, check.signal)
  } catch (error) {
    check.fail(sync.name, error, source.redact)
    return undefined
  }
}

async function checkMapping(
  check: ProjectCheck,
  prepared: PreparedSync,
  columns: readonly Column[],
): Promise<CompiledMapping> {
  const { paths, newId, project } = check.services
  const mapping = compileSync(prepared, columns, {
    'run.id': '',
    'run.started_at': '',
    'sync.name': '',
  })
  await using database = await LocalDatabase.open({
    statePath: project.statePath,
    spillPath: paths.spill(newId()),
    memoryMax: project.memoryMax,
  })
  await compileSyncFilter(prepared.sync, columns, database)
  return mapping
}
