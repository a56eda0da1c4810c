import { parseArgs } from 'node:util'
import { sweep } from './sweep.ts'

// `npm run sim`: plays seeds and says what they broke. The last line is one JSON object.

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const firstSeed = numberOf(values.seed, 1)
const seeds = numberOf(values.seeds, values.seed === undefined ? 200 : 1)
let done = 0
const { failed, ...summary } = await sweep({
  firstSeed,
  seeds,
  pairEvery: 20,
  onReport: (_order, { schedules }) => {
    done += schedules
    if (!values.json) process.stderr.write(`${done} of ${seeds} schedules\n`)
  },
})
if (!values.json) {
  for (const { seed, violations, story } of failed) {
    console.log(`\n${story}`)
    for (const { invariant, message } of violations.slice(0, 5)) {
      console.log(`  broken: ${invariant}: ${message}`)
    }
    console.log(`  again: npm run sim -- --seed ${seed}`)
  }
}
console.log(JSON.stringify({ ...summary, failedSeeds: failed.map(({ seed }) => seed) }))
process.exitCode = failed.length > 0 ? 1 : 0

function numberOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (/^\d+$/.test(text)) return Number(text)
  throw new Error(`Failed to read the arguments: expected a number, got ${text}.`)
}
