import type { RunAction, Story, StoryAction } from './story.ts'

/** Whether a story still fails the same way; also the faults that happened in it. */
export type TryStory = (
  story: Story,
) => Promise<{ readonly fails: boolean; readonly fired: readonly string[] }>

/**
 * Takes away from a story what it does not need to fail: actions, what happens to runs, faults, records, workers.
 * Tries at most so many stories.
 */
export async function shrinkStory(
  story: Story,
  tryStory: TryStory,
  triesMax: number,
): Promise<Story> {
  let best = story
  let triesLeft = triesMax
  for (let isSmaller = true; isSmaller && triesLeft > 0;) {
    isSmaller = false
    const { fired } = await tryStory(best)
    for (const smaller of smallerStories(best, fired)) {
      if (triesLeft-- <= 0) break
      if (!(await tryStory(smaller)).fails) continue
      best = smaller
      isSmaller = true
      break
    }
  }
  return best
}

/** Stories with one thing less, the largest steps first. */
function* smallerStories(story: Story, fired: readonly string[]): Generator<Story, void, void> {
  if (story.hasNeighbour === true) yield { ...story, hasNeighbour: false }
  yield* withFewerActions(story)
  yield* withFewerFaults(story, fired)
  yield* withFewerRows(story)
  yield* withSimplerRuns(story)
  yield* withFewerChanges(story)
  yield* withSimplerConfig(story)
}

function* withFewerActions(story: Story): Generator<Story, void, void> {
  const { actions } = story
  const half = Math.floor(actions.length / 2)
  if (half > 1) {
    yield { ...story, actions: actions.slice(0, half) }
    yield { ...story, actions: actions.slice(half) }
  }
  for (let index = actions.length - 1; index >= 0; index--) {
    yield { ...story, actions: actions.toSpliced(index, 1) }
  }
}

function* withFewerFaults(story: Story, fired: readonly string[]): Generator<Story, void, void> {
  if (fired.length === 0) {
    if (Object.keys(story.rates).length > 0) yield { ...story, rates: {}, muted: [] }
    return
  }
  yield { ...story, rates: {}, muted: [] }
  for (const kind of Object.keys(story.rates)) {
    const rates = Object.entries(story.rates).filter(([name]) => name !== kind)
    yield { ...story, rates: Object.fromEntries(rates) }
  }
  for (
    let size = Math.ceil(fired.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < fired.length; start += size) {
      yield { ...story, muted: [...story.muted, ...fired.slice(start, start + size)] }
    }
  }
}

function* withFewerRows(story: Story): Generator<Story, void, void> {
  const { rows } = story.config
  for (
    let size = Math.ceil(rows.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < rows.length; start += size) {
      if (size === rows.length) continue
      const left = rows.toSpliced(start, size)
      yield { ...story, config: { ...story.config, rows: left } }
    }
  }
}

const optional = [
  'pauseAt',
  'cancelAfterMs',
  'source',
  'storeFailsAt',
  'engineFailsAt',
  'isConfirmed',
  'changeDuring',
  'overlapMs',
  'crashAt',
] as const satisfies readonly (keyof RunAction)[]

function* withSimplerRuns(story: Story): Generator<Story, void, void> {
  for (const [index, action] of story.actions.entries()) {
    if (action.do !== 'run') continue
    for (const name of optional) {
      if (action[name] === undefined) continue
      const { [name]: _without, ...rest } = action
      yield withAction(story, index, rest)
    }
    if (action.worker !== 1) yield withAction(story, index, { ...action, worker: 1 })
  }
}

function* withFewerChanges(story: Story): Generator<Story, void, void> {
  for (const [index, action] of story.actions.entries()) {
    if (action.do !== 'change' || action.changes.length < 2) continue
    for (let at = action.changes.length - 1; at >= 0; at--) {
      yield withAction(story, index, { ...action, changes: action.changes.toSpliced(at, 1) })
    }
  }
}

function* withSimplerConfig(story: Story): Generator<Story, void, void> {
  const { config } = story
  const simpler: Partial<Story['config']>[] = [
    { requestsPer10s: undefined },
    { tokenMs: undefined },
    { visibleAfterMs: 0 },
    { requestBytesMax: undefined },
    { hasFilter: false },
    { inFlight: 1 },
    { batchRecords: 40 },
    { batchRecords: 1 },
    { track: 'values' },
    { sends: 'all' },
    { atomicity: 'verdicts' },
    { onAmbiguous: undefined },
  ]
  for (const some of simpler) {
    const isSame = Object.entries(some).every(
      ([name, value]) => config[name as keyof typeof config] === value,
    )
    if (!isSame) yield { ...story, config: { ...config, ...some } }
  }
}

function withAction(story: Story, index: number, action: StoryAction): Story {
  return { ...story, actions: story.actions.with(index, action) }
}
