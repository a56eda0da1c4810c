import { RevError } from '@revetl/sdk'
import type { DbtModel, DbtResult, DbtRunResults, DbtTestInfo, Model } from '../model.ts'

// The others (compile, generate, show …) leave results that say nothing of the rows.
const testing = new Set(['build', 'test', 'retry'])
const building = new Set(['build', 'run', 'seed', 'snapshot', 'retry'])

/**
 * What dbt's last command says of a model, or of the models of dbt that are a part of it, before a sync reads it.
 * @returns notes on what does not stop the run
 * @throws `REV_DBT_FAILED`, `REV_DBT_STALE`, `REV_DBT_ARTIFACT`
 */
export async function checkDbt(model: Model, nowMs: number): Promise<readonly string[]> {
  const notes = new Set<string>()
  for (const part of [model, ...(model.dbtParts ?? [])]) {
    for (const note of await checkPart(part, nowMs)) notes.add(note)
  }
  return [...notes]
}

async function checkPart(model: Model, nowMs: number): Promise<readonly string[]> {
  const { dbt, place } = model
  if (dbt === undefined) return []
  const run = await dbt.readRunResults()
  if (run !== undefined) refuseFailures(model, dbt, run)
  const doubts = [...doubtsOf(dbt, run), ...ageDoubts(dbt, run, nowMs)]
  const [first] = doubts.filter(({ isStale }) => isStale)
  if (first !== undefined && dbt.maxAgeMs !== undefined) {
    throw new RevError(
      'REV_DBT_STALE',
      `Failed to read ${model.name}: ${first.words}, and dbt.max_age asks for fresh results.`,
      { place, hint: 'Nothing was sent. Run `dbt build`, or change dbt.max_age in rev.yaml.' },
    )
  }
  return [...doubts.map(({ words }) => words), ...warnings(dbt, run)]
}

function refuseFailures(model: Model, dbt: DbtModel, { results }: DbtRunResults): void {
  const built = results.get(dbt.id)
  const isBuilt = built === undefined || ['success', 'skipped', 'no-op'].includes(built.status)
  const failed = dbt.tests.filter(({ id }) => isFailure(results.get(id)))
  if (isBuilt && failed.length === 0) return
  const reasons = [
    ...(isBuilt ? [] : [`dbt could not build it (${built.status})${messageOf(built)}`]),
    ...failed.map((test) => failureWords(test, results)),
  ]
  const more = reasons.length > 5 ? `; and ${reasons.length - 5} more` : ''
  throw new RevError(
    'REV_DBT_FAILED',
    `Failed to read ${model.name}: ${reasons.slice(0, 5).join('; ')}${more}.`,
    {
      place: model.place,
      hint: 'Nothing was sent. Mend the data or the test, and run `dbt build` again; `severity: warn` makes a failure a note.',
    },
  )
}

function isFailure(result: DbtResult | undefined): boolean {
  return result !== undefined && ['fail', 'error', 'runtime error'].includes(result.status)
}

function failureWords({ id, name }: DbtTestInfo, results: DbtRunResults['results']): string {
  const result = results.get(id)
  const rows = result?.failures === undefined ? messageOf(result) : rowsWords(result.failures)
  const verb = result?.status === 'fail' ? 'failed' : 'could not run'
  return `the dbt test ${name} ${verb}${rows}`
}

function rowsWords(failures: number): string {
  return ` (${failures} ${failures === 1 ? 'result' : 'results'})`
}

function messageOf(result: DbtResult | undefined): string {
  const [line = ''] = result?.message?.trim().split('\n', 1) ?? []
  return line === '' ? '' : `: ${line.replace(/[.\s]+$/, '')}`
}

interface Doubt {
  readonly words: string
  /** Whether `max_age` does not put up with it. */
  readonly isStale: boolean
}

/** Why nobody can say that the rows are built and tested. */
function doubtsOf(dbt: DbtModel, run: DbtRunResults | undefined): readonly Doubt[] {
  if (run === undefined) return [{ words: 'dbt left no run_results.json', isStale: true }]
  const { results, generatedAtMs, invocationId } = run
  const untold = dbt.tests.length > 0 ? untested(dbt, run) : unbuilt(dbt, run)
  const isSkipped = results.get(dbt.id)?.status === 'skipped'
  const { manifest } = dbt
  const isNewer = manifest.generatedAtMs > generatedAtMs && manifest.invocationId !== invocationId
  return [
    ...untold,
    ...(isSkipped
      ? [aside('dbt skipped the model, so its rows are those of an earlier build')]
      : []),
    ...(isNewer
      ? [aside("dbt's manifest is newer than its run results: the model may have changed since")]
      : []),
  ]
}

function untested({ tests }: DbtModel, { command, results }: DbtRunResults): readonly Doubt[] {
  if (command !== undefined && !testing.has(command)) {
    return [{ words: `dbt's last command was ${command}, which runs no tests`, isStale: true }]
  }
  const ran = tests.filter(({ id }) => wasRun(results.get(id))).length
  if (ran === tests.length) return []
  if (ran > 0) return [aside(`dbt's last command ran ${ran} of the model's ${tests.length} tests`)]
  return [{ words: "dbt's last command ran none of the model's tests", isStale: true }]
}

function unbuilt({ id }: DbtModel, { command, results }: DbtRunResults): readonly Doubt[] {
  if (command !== undefined && !building.has(command)) {
    return [{ words: `dbt's last command was ${command}, which builds nothing`, isStale: true }]
  }
  if (results.has(id)) return []
  return [{ words: "dbt's last command did not build the model", isStale: true }]
}

function aside(words: string): Doubt {
  return { words, isStale: false }
}

function wasRun(result: DbtResult | undefined): boolean {
  return result !== undefined && result.status !== 'skipped'
}

function ageDoubts(
  { maxAgeMs }: DbtModel,
  run: DbtRunResults | undefined,
  nowMs: number,
): readonly Doubt[] {
  if (run === undefined || maxAgeMs === undefined) return []
  const ageMs = nowMs - run.generatedAtMs
  if (ageMs <= maxAgeMs) return []
  const at = new Date(run.generatedAtMs).toISOString().replace(/\.\d+/, '')
  const words = `dbt's run results are of ${at}, ${hoursText(ageMs)} old where ${hoursText(maxAgeMs)} are allowed`
  return [{ words, isStale: true }]
}

function hoursText(ms: number): string {
  return `${Number((ms / 3_600_000).toPrecision(3))} h`
}

function warnings({ tests }: DbtModel, run: DbtRunResults | undefined): readonly string[] {
  return tests.flatMap(({ id, name }) => {
    const result = run?.results.get(id)
    if (result?.status !== 'warn') return []
    return [`the dbt test ${name} warned${rowsWords(result.failures ?? 0)}`]
  })
}
