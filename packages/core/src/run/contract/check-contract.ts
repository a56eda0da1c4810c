import { RevError, type FilePlace } from '@revetl/sdk'
import type { Cell, LocalDatabase } from '../../local-database.ts'
import type { Contract, Model } from '../../model.ts'
import type { Stage } from '../../read/stage.ts'
import { quoteName } from '../../sql.ts'
import { throwFirst } from '../prepare-sync.ts'
import {
  checkedRows,
  columnViolations,
  contractRules,
  freshnessColumn,
  newestSql,
  type ContractRule,
} from './contract-rules.ts'

/** One promise that does not hold. */
export interface ContractViolation {
  readonly message: string
  readonly place: FilePlace
}

/** What a contract is checked against. */
export interface StagedModel {
  readonly model: Model
  readonly stage: Stage
  readonly database: LocalDatabase
  /** The columns that name a row in messages. */
  readonly key: readonly string[]
  readonly nowMs: number
  /** SELECT of what the newest time is looked for in; default: the stage. */
  readonly times?: string
}

const keysMax = 5
// No column of a model is called so.
const keyName = quoteName('rev:key')

/**
 * Checks the contract of a model against its staged rows, before anything is sent.
 * @returns notes on what is broken and only warns
 * @throws `REV_MODEL_CONTRACT` with the first violation, the others behind it.
 */
export async function checkContract(staged: StagedModel): Promise<readonly string[]> {
  const { model } = staged
  const violations = await findViolations(staged)
  if (model.contract?.onViolation !== 'fail') return violations.map(({ message }) => message)
  const hint =
    'Nothing was sent. Mend the rows, or the contract; `on_violation: warn` only notes it.'
  throwFirst(
    violations.map(
      ({ message, place }) =>
        new RevError('REV_MODEL_CONTRACT', `Failed to read ${model.name}: ${message}.`, {
          place,
          hint,
        }),
    ),
  )
  return []
}

/** Everything that a model does not keep of its contract. */
export async function findViolations(staged: StagedModel): Promise<readonly ContractViolation[]> {
  const { model, stage } = staged
  const { contract } = model
  if (contract === undefined) return []
  const ofColumns = columnViolations(contract, stage.columns).map(({ name, words, place }) => ({
    message: `the contract ${model.name}: ${name} does not hold: ${words}`,
    place,
  }))
  return [...ofColumns, ...(await rowViolations(contract, staged))]
}

/** One statement for all rules: the model is read once, and the local engine scans what it kept of it. */
async function rowViolations(
  contract: Contract,
  staged: StagedModel,
): Promise<readonly ContractViolation[]> {
  const { model, stage, database, key, nowMs, times } = staged
  const rules = contractRules(contract, stage.columns)
  const { freshness } = contract
  const time = freshnessColumn(contract, stage.columns)
  const parts = [
    ...rules.map(
      ({ isBroken }, index) =>
        `SELECT ${index}, count(*), to_json(min(${keyName}, ${keysMax}))::VARCHAR FROM ${checkedRows} WHERE ${isBroken}`,
    ),
    ...(time === undefined
      ? []
      : [
          `SELECT ${rules.length}, ${newestSql(time)}, NULL FROM ${times ? `(${times})` : checkedRows}`,
        ]),
  ]
  if (parts.length === 0) return []
  const used = [...rules.map(({ column }) => column.name), ...(time ? [time.name] : [])]
  const columns = [...new Set(used)].map(quoteName)
  const keys = key.map((name) => `${quoteName(name)}::VARCHAR`)
  const found = await database.rows(
    `WITH ${checkedRows} AS MATERIALIZED (
      SELECT to_json([${keys.join(', ')}]::VARCHAR[])::VARCHAR AS ${keyName}, ${columns.join(', ')}
      FROM (${stage.select})
    ) ${parts.join(' UNION ALL ')} ORDER BY 1`,
  )
  return found.flatMap(([index, number = null, samples = null]) => {
    const rule = rules[Number(index)]
    if (rule !== undefined) return ruleViolation(model, rule, number, samples)
    return freshness === undefined ? [] : staleness(model, freshness, { newestMs: number, nowMs })
  })
}

function ruleViolation(
  model: Model,
  { name, words, place }: ContractRule,
  rows: Cell,
  samples: Cell,
): readonly ContractViolation[] {
  if (Number(rows) === 0) return []
  const keys = typeof samples === 'string' ? (JSON.parse(samples) as readonly string[]) : []
  const list = keys.map(keyWords).join(', ')
  const more = Number(rows) > keys.length ? ', …' : ''
  const amount = Number(rows) === 1 ? '1 row' : `${String(rows)} rows`
  const message = `the contract ${model.name}: ${name} does not hold: ${amount} ${words} (key ${list}${more})`
  return [{ message, place }]
}

function keyWords(text: string): string {
  const parts = JSON.parse(text) as readonly (string | null)[]
  return parts.map((part) => part ?? 'null').join(' ')
}

function staleness(
  model: Model,
  { column, maxAgeMs, place }: NonNullable<Contract['freshness']>,
  { newestMs, nowMs }: { readonly newestMs: Cell; readonly nowMs: number },
): readonly ContractViolation[] {
  const words = staleWords(newestMs, nowMs, maxAgeMs)
  if (words === undefined) return []
  return [
    { message: `the contract ${model.name}: ${column} freshness does not hold: ${words}`, place },
  ]
}

function staleWords(newestMs: Cell, nowMs: number, maxAgeMs: number): string | undefined {
  if (newestMs === null) return 'no row has a time'
  const ageMs = nowMs - Number(newestMs)
  if (ageMs <= maxAgeMs) return undefined
  const at = new Date(Number(newestMs)).toISOString().replace(/\.\d+/, '')
  return `the newest row is of ${at}, ${hoursText(ageMs)} old where ${hoursText(maxAgeMs)} are allowed`
}

function hoursText(ms: number): string {
  return `${Number((ms / 3_600_000).toPrecision(3))} h`
}
