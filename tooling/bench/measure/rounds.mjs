// Contenders take turns, since machines differ and drift; what counts is the median of the rounds.

/** @typedef {import('./child.mjs').Measure} Measure */

/** @param {readonly number[]} numbers */
export const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

/**
 * Runs every contender once a round, each time in another order; one that is undefined is left out.
 * @template {string} Name
 * @param {Readonly<Record<Name, (() => Promise<Measure>) | undefined>>} contenders
 * @param {number} rounds
 * @returns {Promise<Record<Name, Measure[]>>}
 */
export async function inTurns(contenders, rounds) {
  const names = /** @type {Name[]} */ (Object.keys(contenders))
  const measures = /** @type {Record<Name, Measure[]>} */ (
    /** @type {unknown} */ (Object.fromEntries(names.map((name) => [name, []])))
  )
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const measure = await contenders[name]?.()
      if (measure) measures[name].push(measure)
    }
  }
  return measures
}

/**
 * @param {readonly Measure[]} list
 * @param {(measure: Measure) => number} pick
 */
export const medianOf = (list, pick) => median(list.map(pick))

/**
 * The median of the rounds' ratios: both sides of one met the same moment of the machine.
 * @param {readonly Measure[]} ours
 * @param {readonly Measure[]} theirs
 * @param {(measure: Measure) => number} pick
 */
export const ratioOf = (ours, theirs, pick) =>
  median(ours.map((measure, round) => pick(measure) / pick(/** @type {Measure} */ (theirs[round]))))

/** @param {{ delivered: number, rejected: number, seconds: number }} measure */
export const rowsPerSecond = ({ delivered, rejected, seconds }) => (delivered + rejected) / seconds
