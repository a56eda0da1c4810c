import { errorMessage, retry, RevError } from '@revetl/sdk'
import type { BulkAnswer, BulkVerdict, HttpResponse, RunContext } from '@revetl/sdk'
import { readJobError } from '../answers/vendor-error.ts'
import { refusedRequest } from '../answers/refused-request.ts'
import type { Config } from '../config.ts'
import { acceptedOutcome, errorOutcome, type Written } from '../outcomes.ts'
import { readResults, type ResultsFile } from './job-client.ts'
import { readCsv } from './read-csv.ts'
import type { RowIndex } from './row-index.ts'

/** A line of a file of results: the row that it is about, and its further cells by column. */
interface ResultLine {
  readonly at: string
  readonly cell: (column: string) => string
}

/**
 * What a job did with each of its rows. A row that stands in none of the three files is `unknown`: "results are not
 * recorded for batches that exceed the daily batch allocation".
 */
export async function readJobResults(
  job: string,
  { written, index, whyEnded }: { written: Written; index: RowIndex; whyEnded: string | undefined },
  ctx: RunContext<Config>,
): Promise<BulkAnswer> {
  const verdicts: BulkVerdict[] = []
  for (const { at, cell } of await readLines(ctx, job, 'successfulResults', index)) {
    const id = cell('sf__Id') || undefined
    const isNew = cell('sf__Created') === 'true'
    verdicts.push({ at, outcome: (change) => acceptedOutcome(written, change, { id, isNew }) })
  }
  for (const { at, cell } of await readLines(ctx, job, 'failedResults', index)) {
    const error = readJobError(cell('sf__Error'))
    verdicts.push({ at, outcome: (change) => errorOutcome(written, change, error) })
  }
  const message = whyEnded ?? 'Salesforce ended the job before this record.'
  for (const { at } of await readLines(ctx, job, 'unprocessedrecords', index)) {
    verdicts.push({ at, outcome: (change) => retry(change, { message }) })
  }
  return { verdicts }
}

async function readLines(
  ctx: RunContext<Config>,
  job: string,
  file: ResultsFile,
  index: RowIndex,
): Promise<readonly ResultLine[]> {
  const response = await readResults(ctx, job, file)
  if (!response.isOk) throw refusedRequest(response, `read ${file} of job ${job}`)
  const [header, ...lines] = tableOf(response, file)
  if (header === undefined) return []
  const places = new Map(header.map((name, at) => [name, at]))
  const ownColumns = {
    successfulResults: ['sf__Id'],
    failedResults: ['sf__Error'],
    unprocessedrecords: [],
  }
  const absent = [...index.columns, ...ownColumns[file]].filter((name) => !places.has(name))
  if (absent.length > 0) throw notResults(file, `no column ${absent.join(', ')}`)
  return lines.map((cells) => {
    const cell = (column: string) => cells[places.get(column) ?? -1] ?? ''
    return { at: index.take(index.columns.map(cell)), cell }
  })
}

function tableOf(response: HttpResponse, file: ResultsFile): readonly (readonly string[])[] {
  try {
    return [...readCsv(response.text())]
  } catch (error) {
    throw notResults(file, errorMessage(error))
  }
}

const notResults = (file: string, why: string): RevError =>
  new RevError('REV_HTTP_BODY', `Failed to read ${file}: ${why}. Expected a table of results.`, {
    delivery: 'unknown',
  })
