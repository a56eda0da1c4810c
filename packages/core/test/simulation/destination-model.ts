import type { StoryConfig } from './story.ts'

/** The fields of a record as a request carries them. */
export type Fields = Readonly<Record<string, string | number | null>>

/** A record of a request. */
export interface SentRow {
  readonly id: string
  readonly key: number
  readonly fields: Fields
  /** The fields as one canonical text. */
  readonly payload: string
}

/** A request of a worker, with what the network and the destination made of it. */
export interface SentRequest {
  readonly number: number
  readonly worker: string
  /** Which life of the worker sent it. */
  readonly life: number
  /** The run, as the story numbers it. */
  readonly runName: string
  readonly path: string
  readonly operation: string
  readonly idempotencyKey: string
  readonly rows: readonly SentRow[]
  readonly bytes: number
  readonly dispatchedMs: number
  /** How many edits before its run let every record be sent anew. */
  readonly resends: number
  sentMs: number | undefined
  /** What went wrong with it. */
  fault: string | undefined
  /** Whether a complete answer reached a worker that was alive. */
  isAnswered: boolean
  /** Whether nothing more comes of it: it was answered, it failed, or nobody waits any more. */
  isOver: boolean
  /** The access token that signed it. */
  readonly accessToken: string | undefined
  /** The version of the refresh token that it presents, for a token request. */
  readonly presents: number | undefined
  /** What the answer said of each record, by id. */
  verdicts: ReadonlyMap<string, Verdict>
}

/** What the destination says of a record. */
export type Verdict = 'ok' | 'rejected' | 'transient' | 'no-match' | 'absent'

/** An operation that the destination applied. The log is only ever added to. */
export interface AppliedOperation {
  readonly atMs: number
  readonly request: SentRequest
  readonly operation: string
  readonly row: SentRow
  /** Whether the network delivered the request twice and this is the second one. */
  readonly isDoubled: boolean
}

/** An answer of the destination. */
export interface DestinationAnswer {
  readonly status: number
  readonly body: string
  readonly verdicts: ReadonlyMap<string, Verdict>
}

const noVerdicts: ReadonlyMap<string, Verdict> = new Map()

/** What the destination asks before it applies a record. */
export interface Judge {
  readonly isTransient: (row: SentRow) => boolean
  /** Whether it refuses a record today that it takes another day. */
  readonly isRejected: (row: SentRow) => boolean
  /** Whether records called `poison` bring it down. */
  readonly isFragile: () => boolean
}

/** A vendor, in memory: its records, its log, and its ways. */
export class DestinationModel {
  readonly records = new Map<number, Fields>()
  readonly log: AppliedOperation[] = []
  readonly #config: StoryConfig
  readonly #judge: Judge
  readonly #answered = new Map<string, { answer: DestinationAnswer; untilMs: number }>()
  readonly #drafts = new Map<string, Map<number, AppliedOperation>>()
  /** What each record was from when on. */
  readonly #past = new Map<
    number,
    { readonly atMs: number; readonly fields: Fields | undefined }[]
  >()
  readonly #jobs = new Map<
    string,
    { readonly answer: DestinationAnswer; readonly doneMs: number }
  >()

  constructor(config: StoryConfig, judge: Judge) {
    this.#config = config
    this.#judge = judge
    if (config.mode === 'update') {
      for (const key of config.present) this.records.set(key, { id: key, name: 'old', score: -1 })
    }
  }

  /** Serves a request that has arrived. */
  serve(request: SentRequest, body: string, atMs: number, isDoubled: boolean): DestinationAnswer {
    const { requestBytesMax = Infinity } = this.#config
    if (request.bytes > requestBytesMax && request.rows.length > 1) {
      return { status: 413, body: '{"message":"too large"}', verdicts: noVerdicts }
    }
    const [, area = '', name = ''] = request.path.split('/')
    switch (area) {
      case 'write':
        return this.#write(request, atMs, isDoubled)
      case 'lookup':
        return this.#lookUp(body, atMs)
      case 'session':
        return this.#session(name, body)
      case 'jobs':
        return this.#job(request, name, atMs, isDoubled)
      default:
        return { status: 404, body: '{"message":"no such page"}', verdicts: noVerdicts }
    }
  }

  /** Forgets the jobs that were asked for. */
  forgetJobs(): void {
    this.#jobs.clear()
  }

  #write(request: SentRequest, atMs: number, isDoubled: boolean): DestinationAnswer {
    const isKeyed = this.#config.kind === 'append-key' && request.operation === 'append'
    const known = this.#answered.get(request.idempotencyKey)
    if (isKeyed && known !== undefined && known.untilMs > atMs) return known.answer
    const answer = this.#apply(request, atMs, isDoubled)
    if (isKeyed && answer.status < 300) {
      const untilMs = atMs + this.#config.keyLifetimeMs
      this.#answered.set(request.idempotencyKey, { answer, untilMs })
    }
    return answer
  }

  #apply(request: SentRequest, atMs: number, isDoubled: boolean): DestinationAnswer {
    const { rows, operation } = request
    const { atomicity } = this.#config
    const isDown = this.#judge.isFragile() && rows.some(({ fields }) => isPoison(fields))
    if (isDown) return { status: 500, body: 'segmentation fault', verdicts: noVerdicts }
    const isBad = ({ fields }: SentRow) => isRefused(fields) && !removals.has(operation)
    const refusal = { status: 400, body: '{"message":"name is bad"}', verdicts: noVerdicts }
    const hasBad = rows.some(isBad)
    if (hasBad && (atomicity === 'all-or-none' || rows.length === 1) && atomicity !== 'verdicts') {
      return refusal
    }
    const verdicts = new Map<string, Verdict>()
    for (const row of rows) {
      const isRefusedToday = atomicity === 'verdicts' && this.#judge.isRejected(row)
      const verdict =
        isBad(row) || isRefusedToday
          ? 'rejected'
          : atomicity === 'verdicts' && this.#judge.isTransient(row)
            ? 'transient'
            : this.#take({ atMs, request, operation, row, isDoubled })
      verdicts.set(row.id, verdict)
    }
    if (hasBad && atomicity === 'blind') {
      return { status: 500, body: 'something failed', verdicts: noVerdicts }
    }
    const results = rows.map(({ id }) => ({ id, status: verdicts.get(id) }))
    return { status: 200, body: JSON.stringify({ results }), verdicts }
  }

  #take(applied: AppliedOperation): Verdict {
    const { operation, row, request } = applied
    if (operation === 'update' && !this.records.has(row.key)) return 'no-match'
    if (removals.has(operation) && !this.records.has(row.key)) return 'absent'
    if (operation === 'replace') {
      // The session is named like the run.
      this.#drafts.get(request.runName)?.set(row.key, applied)
      return 'ok'
    }
    this.log.push(applied)
    const before = this.records.get(row.key)
    if (removals.has(operation)) this.records.delete(row.key)
    else this.records.set(row.key, { ...this.records.get(row.key), ...row.fields })
    const past = this.#past.get(row.key) ?? [{ atMs: -Infinity, fields: before }]
    past.push({ atMs: applied.atMs, fields: this.records.get(row.key) })
    this.#past.set(row.key, past)
    return 'ok'
  }

  #session(step: string, body: string): DestinationAnswer {
    const { id } = JSON.parse(body) as { id: string }
    const draft = this.#drafts.get(id)
    if (step === 'open') this.#drafts.set(id, new Map())
    if (step === 'abort') this.#drafts.delete(id)
    if (step === 'commit' && draft !== undefined) {
      this.records.clear()
      for (const [key, applied] of draft) {
        this.records.set(key, applied.row.fields)
        this.log.push(applied)
      }
      this.#drafts.delete(id)
    }
    return { status: 200, body: '{}', verdicts: noVerdicts }
  }

  #lookUp(body: string, atMs: number): DestinationAnswer {
    const { keys } = JSON.parse(body) as { keys: readonly number[] }
    const found = keys.flatMap((key) => {
      const fields = this.#visible(key, atMs - this.#config.visibleAfterMs)
      return fields === undefined ? [] : [{ id: key, fields }]
    })
    return { status: 200, body: JSON.stringify({ found }), verdicts: noVerdicts }
  }

  /** A record as it was at a time. */
  #visible(key: number, atMs: number): Fields | undefined {
    const past = this.#past.get(key)
    return past === undefined
      ? this.records.get(key)
      : past.findLast((one) => one.atMs <= atMs)?.fields
  }

  #job(request: SentRequest, name: string, atMs: number, isDoubled: boolean): DestinationAnswer {
    if (name !== 'poll') {
      const job = jobOf(request) + (isDoubled ? 'b' : '')
      const answer = this.#apply(request, atMs, isDoubled)
      // Some are done at once, others outlast a run that is stopped.
      this.#jobs.set(job, { answer, doneMs: atMs + (request.number % 4) * 3000 })
      return { status: 202, body: JSON.stringify({ job }), verdicts: noVerdicts }
    }
    const found = this.#jobs.get(request.path.split('/')[3] ?? '')
    if (found === undefined) return { status: 404, body: '{}', verdicts: noVerdicts }
    const { answer, doneMs } = found
    if (doneMs > atMs) return { status: 200, body: '{"isRunning":true}', verdicts: noVerdicts }
    return { status: 200, body: JSON.stringify(answer), verdicts: answer.verdicts }
  }
}

/** The job that a request asks for. */
export function jobOf({ number }: Pick<SentRequest, 'number'>): string {
  return `job-${number}`
}

/** Whether a request asks for a job, and does not ask about one. */
export function isJobRequest({ path, rows }: SentRequest): boolean {
  return path.startsWith('/jobs/') && rows.length > 0
}

const removals: ReadonlySet<string> = new Set(['delete', 'remove'])

/** Whether the destination will never take a record with these fields. */
export function isRefused({ name }: Fields): boolean {
  return typeof name === 'string' && name.startsWith('bad')
}

/** Whether a record brings a fragile destination down. */
export function isPoison({ name }: Fields): boolean {
  return typeof name === 'string' && name.startsWith('poison')
}

/** Fields as one text: equal fields, equal text. */
export function payloadOf(fields: Fields): string {
  return JSON.stringify(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
