import { setTimeout as wait } from 'node:timers/promises'
import {
  errorMessage,
  isRevError,
  parseJson,
  type Destination,
  type ValueRecord,
} from '@revetl/sdk'
import { openDestination, type OpenDestination } from '../../open-destination.ts'
import type { AccessRecorder } from './access-recorder.ts'
import type { CaseReport, ExerciseReport, ProbeCase, ProbeTask } from './probe-protocol.ts'

type ExerciseTask = Extract<ProbeTask, { kind: 'exercise' }>

/** Opens, checks, discovers, writes each case once, closes twice, and looks at what is left. */
export async function exercise(
  definition: Destination,
  task: ExerciseTask,
  recorder: AccessRecorder,
): Promise<ExerciseReport> {
  const { config, egressAllow, projectPath } = task
  const before = process.getActiveResourcesInfo()
  const options = { config, egressAllow, random: () => 0, ...(projectPath && { projectPath }) }
  const destination = await openDestination(definition, options)
  const connected = [
    await report('check', async () => void (await destination.check())),
    await report('discover', async () => void (await destination.discover())),
  ]
  const cases: CaseReport[] = []
  for (const one of task.cases) {
    cases.push(await report(one.name, () => writeCase(destination, one)))
  }
  const closeErrors: string[] = []
  const close = async () => {
    try {
      await destination[Symbol.asyncDispose]()
    } catch (error) {
      closeErrors.push(errorMessage(error))
    }
  }
  await close()
  await close()
  return {
    cases: [...connected, ...cases],
    accesses: recorder.list,
    hosts: [
      ...new Set(recorder.list.filter(({ kind }) => kind === 'network').map(({ what }) => what)),
    ],
    resources: await leftOver(before),
    closeErrors,
  }
}

async function writeCase(destination: OpenDestination, one: ProbeCase): Promise<readonly string[]> {
  const { object, operation, matchOn, types } = one
  const target = { object, operation, ...(matchOn === undefined ? {} : { matchOn }) }
  const { batch, session: hasSession } = await destination.operation(target)
  const fitting = one.records.slice(0, batch.recordsMax)
  const records = fitting.map((json) => parseJson(json) as ValueRecord)
  const request = { records, ...(types === undefined ? {} : { types }) }
  if (hasSession === undefined) {
    return (await destination.write({ ...target, ...request })).map(({ status }) => status)
  }
  const session = await destination.session({ ...target, types: types ?? {} })
  const outcomes = await session.write(request)
  await session.commit()
  return outcomes.map(({ status }) => status)
}

async function report(
  name: string,
  run: () => Promise<readonly string[] | void>,
): Promise<CaseReport> {
  try {
    const statuses = (await run()) ?? []
    return { name, statuses, code: undefined, error: undefined, isTyped: true }
  } catch (error) {
    const code = isRevError(error) ? error.code : undefined
    return { name, statuses: [], code, error: errorMessage(error), isTyped: isRevError(error) }
  }
}

/** What keeps the process alive when everything was closed; sockets get a moment to end. */
async function leftOver(before: readonly string[]): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    const counts = Map.groupBy(process.getActiveResourcesInfo(), (kind) => kind)
    const left = [...counts].flatMap(([kind, all]) =>
      all.slice(before.filter((one) => one === kind).length),
    )
    if (left.length === 0 || tries === 40) return left
    await wait(25, undefined, { ref: false })
  }
}
