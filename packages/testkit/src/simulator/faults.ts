import type { Fault } from './fault.ts'
import { namedFaults, type FaultName } from './named-faults.ts'
import type { Random } from './random.ts'
import type { SimulatorRequest } from './request.ts'

/** Which requests a fault strikes. */
export interface FaultScope {
  readonly matching?: (request: SimulatorRequest) => boolean
}

interface PlannedFault extends FaultScope {
  readonly fault: Fault
  skip: number
  left: number
}

interface FaultRate extends FaultScope {
  readonly fault: Fault
  readonly probability: number
}

const isEarly = ({ fault }: PlannedFault): boolean =>
  fault.kind === 'reset' && fault.when === 'headers'

/** The faults of a simulator; switched on and off while it runs. */
export class FaultPlan {
  readonly #random: Random
  #planned: PlannedFault[] = []
  #rates: FaultRate[] = []

  constructor(random: Random) {
    this.#random = random
  }

  /** Strikes the next request; with `after` the one behind so many others, with `times` several in a row. */
  next(fault: Fault, options: FaultScope & { after?: number; times?: number } = {}): void {
    const { after = 0, times = 1, ...scope } = options
    this.#planned.push({ ...scope, fault, skip: after, left: times })
  }

  /** Strikes each request with a probability; the draws follow the simulator's seed. */
  rate(fault: Fault, probability: number, scope: FaultScope = {}): void {
    this.#rates.push({ ...scope, fault, probability })
  }

  /** The same as `rate` for each request, or `next` for one, by the name of the fault. */
  switchOn(name: FaultName, options: FaultScope & { readonly times?: number } = {}): void {
    const { fault } = namedFaults[name]
    const { times, ...scope } = options
    if (times === undefined) this.rate(fault, 1, scope)
    else this.next(fault, { times, ...scope })
  }

  /** Ends all faults. */
  clear(): void {
    this.#planned = []
    this.#rates = []
  }

  /** The fault of a request, if it has one. */
  take(request: SimulatorRequest): Fault | undefined {
    return this.#takePlanned(request) ?? this.#takeByRate(request)
  }

  /** Whether the connection is to be reset before the body of a request is read. */
  takeAtHeaders(head: SimulatorRequest): boolean {
    if (!this.#planned.some(isEarly)) return false
    const due = this.#planned.filter(({ matching }) => matching?.(head) ?? true)
    const [first] = due
    if (first === undefined || !isEarly(first) || first.skip > 0) return false
    return this.#takePlanned(head) !== undefined
  }

  #takePlanned(request: SimulatorRequest): Fault | undefined {
    const due = this.#planned.filter(({ matching }) => matching?.(request) ?? true)
    const striking = due.find((planned) => planned.skip === 0)
    for (const waiting of due) if (waiting.skip > 0) waiting.skip -= 1
    if (!striking) return undefined
    striking.left -= 1
    if (striking.left === 0) this.#planned = this.#planned.filter((other) => other !== striking)
    return striking.fault
  }

  #takeByRate(request: SimulatorRequest): Fault | undefined {
    return this.#rates.find(
      ({ matching, probability }) => (matching?.(request) ?? true) && this.#random() < probability,
    )?.fault
  }
}
