import { brokenEngines } from './breakages.ts'
import { generateStory } from './generate-story.ts'
import { Goals, type GoalCounts } from './goals.ts'
import { renderStory } from './render-story.ts'
import { runStory, type StoryResult } from './run-story.ts'
import { shrinkStory } from './shrink-story.ts'
import type { Story } from './story.ts'
import { openWorkshop, type Workshop } from './workshop.ts'
import type { Violation } from './world.ts'

/** What a process is asked to play. */
export interface SeedOrder {
  readonly seeds: readonly number[]
  /** Stories besides those of the seeds. */
  readonly stories?: readonly Story[]
  /** The name of a broken engine that plays them. */
  readonly brokenEngine?: string
  /** Ends as soon as one of these invariants is broken. */
  readonly until?: readonly string[]
  /** Every so many seeds one is played twice, and its traces are compared; 0 for none. */
  readonly pairEvery: number
  /** How many stories may be tried to make one that fails shorter. */
  readonly shrinkTries: number
  /** How many failing seeds are shrunk. */
  readonly shrinksMax: number
}

/** A seed that broke a promise. */
export interface FailedSeed {
  readonly seed: number
  readonly violations: readonly Violation[]
  readonly story: string
  /** The shrunk story as data, to be kept. */
  readonly shrunk: Story | undefined
}

/** What the seeds of one process came to. */
export interface SeedReport {
  readonly schedules: number
  readonly runs: number
  readonly pairs: number
  readonly lost: number
  readonly duplicatesOverBound: number
  readonly unplannedDeletes: number
  readonly failed: readonly FailedSeed[]
  readonly goals: GoalCounts
  readonly excused: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
}

/** Plays the stories of seeds, one after the other. */
export async function playSeeds(order: SeedOrder, workshop: Workshop): Promise<SeedReport> {
  const failed: FailedSeed[] = []
  const excused = new Map<string, number>()
  const faults = new Map<string, number>()
  const sums = { runs: 0, pairs: 0, lost: 0, duplicatesOverBound: 0, unplannedDeletes: 0 }
  let schedules = 0
  for (const [index, story] of storiesOf(order)) {
    if (isFound(order, failed)) break
    schedules++
    const result = await runStory(story, workshop)
    const isPaired = order.pairEvery > 0 && index % order.pairEvery === 0
    const violations = [
      ...result.violations,
      ...(isPaired ? await comparedAgain(story, result, workshop) : []),
    ]
    sums.runs += result.runs
    sums.pairs += isPaired ? 1 : 0
    sums.lost += result.lost
    sums.duplicatesOverBound += result.duplicates
    sums.unplannedDeletes += result.unplannedDeletes
    for (const [name, count] of result.excuses) excused.set(name, (excused.get(name) ?? 0) + count)
    for (const [name, count] of result.faults) faults.set(name, (faults.get(name) ?? 0) + count)
    if (violations.length > 0) {
      // Making it shorter takes a while.
      if (order.shrinkTries > 0) {
        const [{ invariant, message } = {}] = violations
        process.stderr.write(`seed ${story.seed} breaks ${invariant}: ${message}\n`)
      }
      const tries = failed.length < order.shrinksMax ? order.shrinkTries : 0
      failed.push(await failedSeed(story, violations, workshop, tries))
    }
  }
  return {
    schedules,
    ...sums,
    failed,
    goals: workshop.goals.counts,
    excused: Object.fromEntries(excused),
    faults: Object.fromEntries(faults),
  }
}

function isFound({ until }: SeedOrder, failed: readonly FailedSeed[]): boolean {
  const found = failed.at(-1)?.violations.map(({ invariant }) => invariant)
  return until?.some((id) => found?.includes(id)) === true
}

function* storiesOf(order: SeedOrder): Generator<readonly [number, Story], void, void> {
  for (const [index, seed] of order.seeds.entries()) yield [index, generateStory(seed)]
  for (const story of order.stories ?? []) yield [0, story]
}

/** INV-16: the same story once more gives the same trace. */
async function comparedAgain(
  story: Story,
  { traceHash }: StoryResult,
  workshop: Workshop,
): Promise<readonly Violation[]> {
  const again = await runStory(story, { ...workshop, goals: new Goals() })
  if (again.traceHash === traceHash) return []
  const message = `two plays of the same story differ: ${traceHash} and ${again.traceHash}`
  return [{ invariant: 'INV-16', message }]
}

async function failedSeed(
  story: Story,
  violations: readonly Violation[],
  workshop: Workshop,
  tries: number,
): Promise<FailedSeed> {
  const [first] = violations
  // What is reached on the way to a shorter story reaches no goal.
  const own = { ...workshop, goals: new Goals() }
  const tryStory = async (one: Story) => {
    const { violations: found, fired } = await runStory(one, own)
    return { fails: found.some(({ invariant }) => invariant === first?.invariant), fired }
  }
  const isShrunk = tries > 0 && first?.invariant !== 'INV-16'
  const shrunk = isShrunk ? await shrinkStory(story, tryStory, tries) : undefined
  const shown = shrunk ?? story
  const { fired } = await tryStory(shown)
  return { seed: story.seed, violations, story: renderStory(shown, fired), shrunk }
}

if (import.meta.main) {
  const order = JSON.parse(process.argv[2] ?? '') as SeedOrder
  const broken = brokenEngines.find(({ name }) => name === order.brokenEngine)
  using workshop = openWorkshop(broken?.breakage)
  const report = await playSeeds(order, workshop)
  process.stdout.write(JSON.stringify(report))
}
