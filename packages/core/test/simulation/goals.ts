/** Situations that the schedules have to reach now and then, or they prove little. */
export const goalNames = [
  'crash between apply and commit',
  'crash in recovery',
  'lease lost with bytes in flight',
  'late reply after fencing',
  'bisect depth >= 5',
  'guard trips then is confirmed',
  'row rejected, changed, acked',
  'held, resolved both ways',
  'idempotency key expired before retry',
  'refresh race with rotation',
  'disk full in commit',
  'migration crash',
  '429 with malformed header',
  '2xx-empty',
  'empty source',
  'PK swap of two rows',
  'config edit in mid-run',
  'two crashes in one batch',
  'job id lost',
  'clock jump over a lease',
] as const

/** One of the situations. */
export type GoalName = (typeof goalNames)[number]

/** How often each situation came about. */
export type GoalCounts = Readonly<Record<GoalName, number>>

/** Counts situations. */
export class Goals {
  readonly #counts = new Map<GoalName, number>()

  hit(name: GoalName): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  get counts(): GoalCounts {
    const entries = goalNames.map((name) => [name, this.#counts.get(name) ?? 0])
    return Object.fromEntries(entries) as GoalCounts
  }
}
