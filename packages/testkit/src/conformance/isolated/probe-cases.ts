import type { Subject } from '../trial/subject.ts'
import { nameOfCase, type WriteCase } from '../write-case.ts'
import type { ProbeCase } from './probe-protocol.ts'

/** Each case of a destination with two records, as it travels to another process. */
export function probeCases({ conformance }: Subject): readonly ProbeCase[] {
  return conformance?.kind === 'destination'
    ? conformance.cases.map((one) => probeCase(one, 2))
    : []
}

/** A case with so many records. */
export function probeCase(one: WriteCase, count: number): ProbeCase {
  const { object, operation, matchOn, types, record } = one
  return {
    name: nameOfCase(one),
    object,
    operation,
    matchOn,
    types,
    records: Array.from({ length: count }, (_, index) => JSON.stringify(record(index))),
  }
}
