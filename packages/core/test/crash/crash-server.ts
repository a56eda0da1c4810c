import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** An operation that the server applied. */
export interface AppliedOperation {
  readonly operation: string
  readonly id: string
  readonly name: string
  /** The process that asked for it. */
  readonly worker: number
}

/** A batch that the server took as a job. */
export interface ServerJob {
  readonly id: string
  /** Operation, id and name of each record, as one text. */
  readonly contents: readonly string[]
  polls: number
}

/** What a request came to at the server, for whoever wants to kill its sender there. */
export type ServerMoment = 'first byte' | 'last byte'

/** A vendor that applies every record, writes each down, and honours idempotency keys. */
export class CrashServer implements AsyncDisposable {
  readonly log: AppliedOperation[] = []
  readonly jobs: ServerJob[] = []
  /** Requests that wrote. */
  writes = 0
  onMoment: (moment: ServerMoment, write: number) => void = () => undefined
  /** How long an answer takes once it is applied; for ever where it is Infinity. */
  answerMs = 0
  honoursKeys = false
  /** What answers wait for. */
  gate: Promise<unknown> | undefined
  readonly #answered = new Map<string, string>()
  readonly #server = createServer((request, response) => void this.#serve(request, response))

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** What it holds: the last name of each id. */
  get state(): ReadonlyMap<string, string> {
    const state = new Map<string, string>()
    for (const { operation, id, name } of this.log) {
      if (operation === 'delete') state.delete(id)
      else state.set(id, name)
    }
    return state
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://server')
    if (url.pathname.startsWith('/jobs/')) return this.#tellOfJob(url, response)
    if (request.method === 'GET') return this.#lookUp(url, response)
    const write = ++this.writes
    this.onMoment('first byte', write)
    const body = await text(request).catch(() => undefined)
    // A request that was cut off is never applied.
    if (body === undefined) return
    const key = String(request.headers['idempotency-key'])
    const isHonoured = url.pathname.endsWith('/append') && this.honoursKeys
    const answer = (isHonoured ? this.#answered.get(key) : undefined) ?? this.#apply(url, body)
    if (isHonoured) this.#answered.set(key, answer)
    this.onMoment('last byte', write)
    if (this.answerMs === Infinity) return
    await this.gate
    if (this.answerMs > 0) await sleep(this.answerMs)
    // Head and body travel apart, so that a process can die between them.
    response.flushHeaders()
    setImmediate(() => response.end(answer))
  }

  #apply({ pathname }: URL, body: string): string {
    const [, worker = '', operation = '', how] = pathname.split('/')
    const records = JSON.parse(body) as { id: number; name?: string }[]
    for (const { id, name = '' } of records) {
      this.log.push({ operation, id: String(id), name, worker: Number(worker) })
    }
    if (how === 'job') return this.#startJob(operation, records)
    return JSON.stringify(records.map(({ id }) => id))
  }

  #startJob(operation: string, records: readonly { id: number; name?: string }[]): string {
    const id = `job-${this.jobs.length}`
    const contents = records.map((one) => `${operation} ${one.id} ${one.name ?? ''}`)
    this.jobs.push({ id, contents, polls: 0 })
    return JSON.stringify({ job: id })
  }

  /** A job is done when it is asked about for the second time. */
  #tellOfJob({ pathname }: URL, response: ServerResponse): void {
    const job = this.jobs.find(({ id }) => id === pathname.split('/')[2])
    if (job === undefined) return void response.writeHead(404).end('{}')
    const isDone = ++job.polls > 1
    const ids = job.contents.map((content) => content.split(' ')[1])
    response.end(JSON.stringify(isDone ? { ids } : {}))
  }

  #lookUp({ searchParams }: URL, response: ServerResponse): void {
    const { state } = this
    const ids = (searchParams.get('ids') ?? '').split(',').filter((id) => state.has(id))
    response.end(JSON.stringify(ids.map((id) => ({ id: Number(id), name: state.get(id) }))))
  }
}
