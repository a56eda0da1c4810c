import type { RowChange, RunAction, Story, StoryAction } from './story.ts'

/** A story as a person reads it. `fired` names the faults that happened in it. */
export function renderStory(story: Story, fired: readonly string[]): string {
  const { seed, config } = story
  const { rows, present, ...rest } = config
  const settings = Object.entries(rest).filter(
    ([, value]) => value !== undefined && value !== false,
  )
  return [
    `seed ${seed}`,
    `  sync: ${settings.map(([name, value]) => `${name} ${String(value)}`).join(', ')}`,
    ...(config.mode === 'update' ? [`  at the destination: ${present.join(', ')}`] : []),
    `  records: ${rows.map(([key, { name, score }]) => `${key} = ${name}/${score}`).join('; ')}`,
    ...(story.hasNeighbour === true ? ['  another sync runs besides'] : []),
    ...story.actions.map((action, index) => `  ${index + 1}. ${actionWords(action)}`),
    ...(fired.length === 0 ? [] : ['  faults:', ...fired.map((name) => `    ${name}`)]),
  ].join('\n')
}

function actionWords(action: StoryAction): string {
  switch (action.do) {
    case 'change':
      return `the source changes: ${action.changes.map(changeWords).join(', ')}`
    case 'run':
      return runWords(action)
    case 'dry run':
      return `worker ${action.worker} shows its plan`
    case 'edit':
      return `the sync is edited: ${action.edit}`
    case 'clock':
      return `the wall clock of worker ${action.worker} jumps by ${action.jumpMs / 1000} s`
    case 'older state':
      return action.diesAt === undefined
        ? 'the state is as version 1 left it'
        : `the state is as version 1 left it, and whoever brings it up dies after ${action.diesAt} statements`
    case 'wait':
      return `${action.ms / 1000} s pass`
    case 'resolve':
      return 'an operator looks at the destination and answers what is held'
    case 'retry rejects':
      return 'an operator lets all rejects be tried again'
    case 'skip rejects':
      return `an operator gives up on the rejects ${action.keys.join(', ')}`
  }
}

function runWords(action: RunAction): string {
  const parts = [
    action.isConfirmed === true ? 'confirms the plan that the guard stopped' : undefined,
    action.source === undefined ? undefined : `its source ${action.source}`,
    action.crashAt === undefined ? undefined : `dies before its effect ${action.crashAt}`,
    action.pauseAt === undefined
      ? undefined
      : `stands still for ${(action.pauseMs ?? 0) / 1000} s before its effect ${action.pauseAt}`,
    action.cancelAfterMs === undefined
      ? undefined
      : `is told to stop after ${action.cancelAfterMs} ms`,
    action.storeFailsAt === undefined
      ? undefined
      : `${action.storeFailures ?? 1} writes of the ledger fail from the ${action.storeFailsAt}th on${action.storeFailsLate === true ? ', after they were durable' : ''}`,
    action.engineFailsAt === undefined
      ? undefined
      : `statement ${action.engineFailsAt} of the local engine finds the disk full`,
    action.overlapMs === undefined
      ? undefined
      : `the next thing happens ${action.overlapMs} ms after its start`,
    action.changeDuring === undefined
      ? undefined
      : `meanwhile the source changes: ${action.changeDuring.map(changeWords).join(', ')}`,
  ].filter((part) => part !== undefined)
  return [`worker ${action.worker} runs the sync (run ${action.id})`, ...parts].join('; ')
}

function changeWords(change: RowChange): string {
  switch (change.do) {
    case 'set':
      return `${change.key} = ${change.values.name}/${change.values.score}`
    case 'twin':
      return `a second ${change.key} = ${change.values.name}/${change.values.score}`
    case 'remove':
      return `${change.key} leaves`
    case 'revert':
      return `${change.key} is as before its last change`
    case 'swap':
      return `${change.keys[0]} and ${change.keys[1]} swap their keys`
    case 'nullKey':
      return 'a row without a key'
    case 'mend':
      return 'twins and rows without a key leave'
    case 'clear':
      return 'everything leaves'
  }
}
