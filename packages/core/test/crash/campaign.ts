import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Findings } from './crash-world.ts'
import {
  boundaryScenarios,
  jobScenarios,
  processScenarios,
  timeScenarios,
  type Scenario,
} from './scenarios.ts'
import { flipCampaign } from './flip-campaign.ts'

// Kills real processes until so many are dead, and says what came of it. Run it with `npm run crash`.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    flips: { type: 'string', default: '0' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const killsWanted = Number(values.kills)
const flipsWanted = Number(values.flips)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)

interface Told extends Findings {
  readonly story: string
  readonly seed: number
}

/** Stories in turn, each with a seed of its own, so that one alone can be told again. */
async function killUntil(wanted: number): Promise<readonly Told[]> {
  const stories = [...boundaryScenarios, ...jobScenarios, ...timeScenarios, ...processScenarios]
  const told: Told[] = []
  let next = 0
  let killed = 0
  const worker = async (): Promise<void> => {
    while (killed < wanted) {
      const index = next++
      const story = stories[index % stories.length] as Scenario
      const findings = await story.run(seed + index)
      killed += findings.kills
      const one = { ...findings, story: story.name, seed: seed + index }
      told.push(one)
      say(one, killed, wanted)
    }
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
  return told
}

function say(one: Told, killed: number, wanted: number): void {
  if (!values.json) {
    console.log(`${killed}/${wanted} kills · ${one.story} (seed ${one.seed}): ${one.kills} kills`)
  }
  for (const violation of one.violations) {
    console.error(`VIOLATION in “${one.story}”, seed ${one.seed}: ${violation}`)
  }
}

const startMs = performance.now()
console.error(`seed ${seed}`)
const told = killsWanted > 0 ? await killUntil(killsWanted) : []
const flips = flipsWanted > 0 ? await flipCampaign(flipsWanted, seed) : undefined
const sum = (name: 'kills' | 'lost' | 'duplicatesOverBound' | 'unplannedDeletes') =>
  told.reduce((total, one) => total + one[name], 0)
const isClean = told.every((one) => one.violations.length === 0) && (flips?.silent ?? 0) === 0
if (flips !== undefined) console.log(JSON.stringify(flips))
if (!isClean) {
  process.exitCode = 1
  console.error(
    `Repeat with: npm run crash -- --kills ${killsWanted} --flips ${flipsWanted} --seed ${seed}`,
  )
}
console.log(
  JSON.stringify({
    kills: sum('kills'),
    lost: sum('lost'),
    duplicatesOverBound: sum('duplicatesOverBound'),
    unplannedDeletes: sum('unplannedDeletes'),
    seconds: Math.round((performance.now() - startMs) / 100) / 10,
  }),
)
