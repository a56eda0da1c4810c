import { isRevError, type Outcome, type ValueRecord } from '@revetl/sdk'
import type { DescribedOperation, OpenDestination, WriteRequest } from '../../open-destination.ts'
import { expectThat } from '../checks/check-failure.ts'
import type { Subject } from './subject.ts'
import { CannotRun, Trial, type OpenOptions } from './trial.ts'
import { nameOfCase, type WriteCase } from '../write-case.ts'

/** What a write came to: outcomes in the order of the records, or what was thrown. */
export interface WriteEnd {
  readonly outcomes?: readonly Outcome[]
  readonly error?: unknown
}

/** One run of one check for one case. */
export class WriteTrial extends Trial {
  readonly case: WriteCase
  #destination: Promise<OpenDestination> | undefined

  constructor(subject: Subject, writeCase: WriteCase) {
    super(subject)
    this.case = writeCase
  }

  get name(): string {
    return nameOfCase(this.case)
  }

  /** The connection of this check, opened on first use. */
  destination(options?: OpenOptions): Promise<OpenDestination> {
    return (this.#destination ??= this.openDestination(options))
  }

  /** What the definition and the account say of the operation. */
  async operation(): Promise<DescribedOperation> {
    return (await this.destination()).operation(this.case)
  }

  /** So many different good records. */
  records(count: number, from = 0): readonly ValueRecord[] {
    return Array.from({ length: count }, (_, index) => this.case.record(from + index))
  }

  /** So many good records, one at each place of `bad` that the vendor refuses. */
  mixed(count: number, ...bad: readonly number[]): readonly ValueRecord[] {
    const { badRecord, record } = this.case
    if (badRecord === undefined) throw new CannotRun('the case has no bad record')
    return Array.from({ length: count }, (_, index) =>
      bad.includes(index) ? badRecord(index) : record(index),
    )
  }

  /** Brings the vendor into a state in which the records can be written. */
  async prepare(records: readonly ValueRecord[]): Promise<void> {
    if (this.case.prepare === undefined) return
    await this.case.prepare(records, await this.destination())
  }

  /** Writes one batch, in a session where the operation has one. Throws what the connector throws. */
  async write(
    records: readonly ValueRecord[],
    options: Partial<WriteRequest> = {},
    to?: OpenDestination,
  ): Promise<readonly Outcome[]> {
    const destination = to ?? (await this.destination())
    const { object, operation, matchOn, types } = this.case
    const target = { object, operation, ...(matchOn === undefined ? {} : { matchOn }) }
    this.journal.note(
      `${operation} ${object} ${JSON.stringify(records.slice(0, 3))} (${records.length})`,
    )
    const request = { records, ...(types === undefined ? {} : { types }), ...options }
    const { session } = await destination.operation(target)
    if (session === undefined) return destination.write({ ...target, ...request })
    const opened = await destination.session({ ...target, types: request.types ?? {} })
    const outcomes = await opened.write(request)
    await opened.commit()
    return outcomes
  }

  /** The same, with what it throws as a value. */
  async attempt(
    records: readonly ValueRecord[],
    options: Partial<WriteRequest> = {},
    to?: OpenDestination,
  ): Promise<WriteEnd> {
    try {
      return { outcomes: await this.write(records, options, to) }
    } catch (error) {
      this.journal.note(`thrown: ${error instanceof Error ? error.message : String(error)}`)
      return { error }
    }
  }

  /**
   * The outcomes of a batch; nothing where it was refused as a whole, so that the host sends halves of it.
   * @throws what the connector throws for another reason
   */
  async outcomesOrRefused(
    records: readonly ValueRecord[],
  ): Promise<readonly Outcome[] | undefined> {
    const { outcomes, error } = await this.attempt(records)
    if (outcomes !== undefined) return outcomes
    if (isRevError(error) && error.delivery === 'rejected') return undefined
    throw error
  }

  /** Writes records that have to be taken. */
  async writeOk(records: readonly ValueRecord[], what = 'every record is ok'): Promise<void> {
    const outcomes = await this.write(records)
    const other = outcomes.find(({ status }) => status !== 'ok')
    expectThat(other === undefined, what, other)
  }

  /** The operation without a session. @throws CannotRun where it has one */
  async withoutSession(): Promise<DescribedOperation> {
    const operation = await this.operation()
    if (operation.session === undefined) return operation
    throw new CannotRun('a session is visible only as a whole')
  }

  /** As many of the case's records as a batch may have. */
  async batchMax(): Promise<number> {
    const { recordsMax, bytesMax = Infinity } = (await this.operation()).batch
    let bytes = 1
    let most = 0
    while (most < recordsMax) {
      bytes += Buffer.byteLength(JSON.stringify(this.case.record(most))) + 1
      if (bytes > bytesMax) break
      most += 1
    }
    return most
  }
}
