import { numberFromText } from '@revetl/sdk'
import { shuffled, type HandlerTools } from '@revetl/testkit/simulator'
import { parseTable, printTable } from './csv.ts'
import type { ObjectMeta } from './metadata.ts'
import type { Org } from './org.ts'
import { writeRecord, type Locks, type RecordWrite } from './write-record.ts'

/** A job of Bulk API 2.0. */
export interface Job {
  readonly id: string
  readonly object: ObjectMeta
  readonly operation: RecordWrite['operation']
  readonly externalIdFieldName: string | undefined
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'
  csv: string | undefined
  pollsLeft: number
  errorMessage: string | undefined
  header: readonly string[]
  readonly successful: string[][]
  readonly failed: string[][]
  readonly unprocessed: string[][]
}

/** How jobs go. */
export interface JobBehaviour {
  /** How often a job is asked for before it is done. */
  polls: number
  /** Ends a job as failed after so many records; the others stay unprocessed. */
  failAfter?: number
  /** Records whose result is not recorded, as those beyond the daily allocation. */
  loses?: (cells: readonly string[]) => boolean
}

/** The jobs of an org. */
export class BulkJobs {
  readonly behaviour: JobBehaviour = { polls: 1 }
  readonly jobs = new Map<string, Job>()
  readonly #org: Org
  readonly #locks: Locks

  constructor(org: Org, locks: Locks) {
    this.#org = org
    this.#locks = locks
  }

  make(request: Pick<Job, 'object' | 'operation' | 'externalIdFieldName'>): Job {
    const id = `750${String(this.jobs.size + 1).padStart(12, '0')}AAA`
    const job: Job = {
      ...request,
      id,
      state: 'Open',
      csv: undefined,
      pollsLeft: this.behaviour.polls,
      errorMessage: undefined,
      header: [],
      successful: [],
      failed: [],
      unprocessed: [],
    }
    this.jobs.set(id, job)
    return job
  }

  /** A look at a job brings it on. */
  poll(job: Job): void {
    if (job.state === 'UploadComplete') job.state = 'InProgress'
    if (job.state !== 'InProgress') return
    if (job.pollsLeft > 0) job.pollsLeft -= 1
    else job.state = job.errorMessage === undefined ? 'JobComplete' : 'Failed'
  }

  /** Writes what was uploaded. Results come in no order: Salesforce works on parts of a job side by side. */
  process(job: Job, tools: HandlerTools): void {
    const [header = [], ...lines] = parseTable(job.csv ?? '')
    job.header = header
    job.csv = undefined
    job.state = 'UploadComplete'
    const unknown = header.find((name) => this.#columnOf(job, name) === undefined)
    if (unknown !== undefined) {
      job.errorMessage = `InvalidBatch : Field name not found : ${unknown}`
      job.unprocessed.push(...lines)
      return
    }
    const { failAfter = Number.POSITIVE_INFINITY } = this.behaviour
    for (const [at, cells] of lines.entries()) {
      if (at >= failAfter) job.unprocessed.push(cells)
      else this.#processLine(job, cells, tools)
    }
    if (lines.length > failAfter) job.errorMessage = 'TooManyLockFailure : Too many lock failure.'
    for (const results of [job.successful, job.failed, job.unprocessed]) {
      results.splice(0, results.length, ...shuffled(results, tools.random))
    }
  }

  #processLine(job: Job, cells: string[], tools: HandlerTools): void {
    const { object, operation, header, externalIdFieldName: matchField } = job
    const values: Record<string, unknown> = {}
    let id: string | undefined
    for (const [at, name] of header.entries()) {
      const cell = cells[at] ?? ''
      if (name === 'Id') id = cell
      // "Empty field values are ignored when you update records. To set a field value to null, use #N/A."
      else if (cell !== '') this.#setColumn(job, values, name, cell === '#N/A' ? null : cell)
    }
    const write = {
      operation,
      object,
      values,
      ...(id === undefined ? {} : { id }),
      ...(matchField === undefined ? {} : { matchField }),
    }
    const result = writeRecord(this.#org, this.#locks, write, tools)
    if (this.behaviour.loses?.(cells)) return
    if ('error' in result) {
      const { code, message, fields } = result.error
      job.failed.push([id ?? '', `${code}:${message}:${fields.join(', ')} --`, ...cells])
    } else job.successful.push([result.id, String(result.isNew), ...cells])
  }

  #columnOf({ object }: Job, name: string): string | undefined {
    const [, , relationship] = /^(?:(\w+):)?(\w+)\.\w+$/.exec(name) ?? []
    if (relationship === undefined) return this.#org.field(object.name, name)?.name
    return object.fields.find((one) => one.relationship === relationship)?.name
  }

  #setColumn(job: Job, values: Record<string, unknown>, name: string, value: unknown): void {
    const [, type, relationship, field] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? []
    if (relationship === undefined || field === undefined) {
      values[name] = typed(this.#org.field(job.object.name, name)?.type, value)
    } else values[relationship] = { ...(type ? { attributes: { type } } : {}), [field]: value }
  }

  show(job: Job, file: 'successfulResults' | 'failedResults' | 'unprocessedrecords'): string {
    const { header, successful, failed, unprocessed } = job
    if (file === 'successfulResults')
      return printTable([['sf__Id', 'sf__Created', ...header], ...successful])
    if (file === 'failedResults') return printTable([['sf__Id', 'sf__Error', ...header], ...failed])
    return printTable([header, ...unprocessed])
  }
}

function typed(type: string | undefined, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true'
  const isNumber = type === 'int' || type === 'double' || type === 'currency'
  return isNumber && Number.isFinite(Number(value)) ? numberFromText(value) : value
}
