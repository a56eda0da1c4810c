import { errorMessage, retry, RevError } from '@revetl/sdk'
import type { BulkAnswer, BulkVerdict, HttpResponse, RunContext } from '@revetl/sdk'
import { readJobError } from '../answers/vendor-error.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import { acceptedOutcome, errorOutcome, type Written } from '../outcomes.ts'
import { readResults, type ResultsFile } from './job-client.ts'
import { readCsv } from './read-csv.ts'
import type { RowIndex } from './row-index.ts'

/** The job whose results are read. */
export interface EndedJob {
  readonly id: string
  readonly written: Written
  readonly index: RowIndex
  /** Why it ended before its last record, where it says so. */
  readonly whyEnded: string | undefined
}

/** What one line of results says, by the columns that Salesforce adds. */
type Judge = (own: readonly string[]) => BulkVerdict['outcome']

/**
 * What a job did with each of its rows. A row that stands in none of the three files is `unknown`: "results are not
 * recorded for batches that exceed the daily batch allocation".
 */
export async function readJobResults(
  { id, written, index, whyEnded }: EndedJob,
  ctx: RunContext<Config>,
): Promise<BulkAnswer> {
  const verdicts: BulkVerdict[] = []
  // What was upserted is found again by its external id; a million record ids would only be carried along.
  const isKept = written.operation !== 'upsert'
  const read = async (file: ResultsFile, columns: readonly string[], judge: Judge) => {
    const response = await readResults(ctx, id, file)
    if (!response.isOk) throw refusedRequest(response, `read ${file} of job ${id}`)
    for (const { at, own } of linesOf(response, { file, columns, index })) {
      verdicts.push({ at, outcome: judge(own) })
    }
  }
  await read('successfulResults', ['sf__Id', 'sf__Created'], ([remoteId = '', created]) => {
    const accepted = { id: isKept ? remoteId || undefined : undefined, isNew: created === 'true' }
    return (change) => acceptedOutcome(written, change, accepted)
  })
  await read('failedResults', ['sf__Error'], ([text = '']) => {
    const error = readJobError(text)
    return (change) => errorOutcome(written, change, error)
  })
  const message = whyEnded ?? 'Salesforce ended the job before this record.'
  await read('unprocessedrecords', [], () => (change) => retry(change, { message }))
  return { verdicts }
}

/** The lines of a file: whose each one is, and its cells in the columns that are asked for. */
function* linesOf(
  response: HttpResponse,
  wanted: {
    readonly file: ResultsFile
    readonly columns: readonly string[]
    readonly index: RowIndex
  },
): Generator<{ readonly at: string; readonly own: readonly string[] }> {
  const { file, columns, index } = wanted
  const table = readTable(response, file)
  const header = table.next()
  if (header.done === true) return
  const places = (names: readonly string[]) => names.map((name) => header.value.indexOf(name))
  const [keys, own] = [places(index.columns), places(columns)]
  if ([...keys, ...own].includes(-1)) {
    throw notResults(file, `it has no column ${[...index.columns, ...columns].join(' or ')}`)
  }
  for (const cells of table) {
    const at = index.take(keys.map((place) => cells[place] ?? ''))
    yield { at, own: own.map((place) => cells[place] ?? '') }
  }
}

function* readTable(response: HttpResponse, file: ResultsFile): Generator<readonly string[], void> {
  try {
    yield* readCsv(response.text())
  } catch (error) {
    throw notResults(file, errorMessage(error))
  }
}

const notResults = (file: string, why: string): RevError =>
  new RevError('REV_HTTP_BODY', `Failed to read ${file}: ${why}. Expected a table of results.`, {
    delivery: 'unknown',
  })
