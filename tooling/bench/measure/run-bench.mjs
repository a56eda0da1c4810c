// What a bench is, and how one is run for the rows that are wanted.

/**
 * @typedef {{ name: string, value: number, unit: string, ratio?: number, target?: number,
 *   better: 'higher' | 'lower', against?: string }} Row `ratio` is the value over that of `against`; `target` is what the ratio, or else the value, has to reach
 * @typedef {{ quick: boolean, size: (full: number, quick: number) => number, wants: (name: string) => boolean }} BenchOptions
 * `quick` asks for less; `size` picks a number of rows and scales it; `wants` tells whether a row is to be measured
 * @typedef {{ names: readonly string[], run: (options: BenchOptions) => AsyncIterable<Row> }} Bench rows that are measured together
 */

/**
 * @param {Pick<Bench, 'names'>} bench
 * @param {string | undefined} only a part of the names that are wanted; undefined for all
 * @returns {readonly string[]}
 */
export function selectNames({ names }, only) {
  return only === undefined ? names : names.filter((name) => name.includes(only))
}

/**
 * Measures what is wanted of a bench.
 * @param {Bench} bench
 * @param {{ quick: boolean, scale?: number, only: string | undefined, print: (row: Row) => void }} options
 * @throws where a wanted row did not come: a bench that measures nothing must not look like one that is done
 */
export async function runBench(bench, { quick, scale = 1, only, print }) {
  const wanted = new Set(selectNames(bench, only))
  const missing = new Set(wanted)
  const options = {
    quick,
    // Whole batches, so that the last one is like the others.
    size: (/** @type {number} */ full, /** @type {number} */ few) =>
      Math.ceil(((quick ? few : full) * scale) / 100) * 100,
    wants: (/** @type {string} */ name) => wanted.has(name),
  }
  for await (const row of bench.run(options)) {
    if (!bench.names.includes(row.name)) throw new Error(`Row "${row.name}" was not announced.`)
    if (!Number.isFinite(row.ratio ?? row.value)) throw new Error(`Row "${row.name}" has no value.`)
    if (wanted.has(row.name)) print(row)
    missing.delete(row.name)
  }
  if (missing.size > 0) throw new Error(`No value for: ${[...missing].join(', ')}.`)
}
