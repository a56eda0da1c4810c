import type { Body, Operation } from '../operation.ts'
import { checkParameters } from './check-parameters.ts'
import type { SeenAnswer, SeenExchange, SeenRequest } from './exchange.ts'
import { OperationIndex, type FoundOperation } from './find-operation.ts'
import { undescribed, type Finding, type Mismatch } from './mismatch.ts'
import { readBody, type SentBody } from './read-body.ts'
import { SchemaChecker } from './schema-checker.ts'
import type { Direction } from './to-json-schema.ts'

/** What was found about one request and its answer. */
export interface CheckedExchange {
  /** As the description writes it; absent where it does not. */
  readonly operation: string | undefined
  /** Whether the request was held against it. */
  readonly isRequestChecked: boolean
  /** Whether the vendor refused the request for what is in it, so that nothing is expected of that. */
  readonly isRefused: boolean
  readonly isAnswerChecked: boolean
  readonly mismatches: readonly Mismatch[]
}

// What a user's data makes of a request, only the vendor can say; it says so with one of these.
const refusals = new Set([400, 413, 422])

/** Holds exchanges against the operations of a vendor. */
export class ExchangeChecker {
  readonly #operations: OperationIndex
  readonly #checker = new SchemaChecker()

  constructor(operations: readonly Operation[]) {
    this.#operations = new OperationIndex(operations)
  }

  check({ request, answer }: SeenExchange): CheckedExchange {
    const found = this.#operations.find(request.method, request.path)
    const name = found?.operation.name ?? `${request.method} ${request.path}`
    const status = answer?.status
    const locate = (direction: Direction) => (finding: Finding) => ({
      operation: name,
      in: direction,
      status,
      ...finding,
    })
    if (!found) {
      const finding = undescribed('', 'an operation that is described', name)
      const mismatches = [locate('request')(finding)]
      const none = { isRequestChecked: false, isRefused: false, isAnswerChecked: false }
      return { operation: undefined, ...none, mismatches }
    }
    const isRefused = refusals.has(status ?? 0)
    const wrong = isRefused ? [] : this.#checkRequest(found, request)
    const answered = answer === undefined ? [] : this.#checkAnswer(found.operation, answer)
    return {
      operation: name,
      isRequestChecked: !isRefused,
      isRefused,
      isAnswerChecked: answer !== undefined,
      mismatches: [...wrong.map(locate('request')), ...answered.map(locate('answer'))],
    }
  }

  #checkRequest({ operation, values }: FoundOperation, request: SeenRequest): readonly Finding[] {
    const { body } = operation
    const sent = { contentType: request.headers['content-type'] ?? '', text: request.text }
    return [
      ...checkParameters(this.#checker, operation, request, values),
      ...this.#checkBody(operation, body, sent, 'request'),
    ]
  }

  #checkAnswer(operation: Operation, answer: SeenAnswer): readonly Finding[] {
    const { answers } = operation
    const status = String(answer.status)
    const body = answers[status] ?? answers[`${status[0]}XX`] ?? answers['default']
    if (body) return this.#checkBody(operation, body, answer, 'answer')
    const known = Object.keys(answers).join(', ')
    return [undescribed('/status', `one of ${known}`, answer.status)]
  }

  #checkBody(
    operation: Operation,
    body: Body | undefined,
    sent: SentBody,
    direction: Direction,
  ): readonly Finding[] {
    const { document } = operation
    const isDescribed = body !== undefined && Object.keys(body.content).length > 0
    if (!isDescribed) return sent.text === '' ? [] : [undescribed('/body', 'no body', sent.text)]
    if (sent.text === '') {
      const isMissing = direction === 'answer' || body.isRequired
      return isMissing
        ? [{ ...undescribed('/body', 'a body', undefined), keyword: 'required' }]
        : []
    }
    const read = readBody(document, body, sent)
    if (read === undefined)
      return [undescribed('/body', `a body of ${sent.contentType}`, sent.text)]
    if (!('schema' in read)) {
      return [undescribed('/headers/content-type', `one of ${read.join(', ')}`, sent.contentType)]
    }
    const { schema, value, isText } = read
    return this.#checker.check(value, { document, schema, direction, pointer: '/body', isText })
  }
}
