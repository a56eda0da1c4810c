// Runs in a process of its own: loads the package, does one task, and tells on descriptor 3.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { errorMessage, isRevError, type Destination } from '@revetl/sdk'
import { checkDefinition, configJsonSchema, definitionProblems } from '@revetl/sdk/host'
import { AccessRecorder } from './access-recorder.ts'
import { exercise } from './exercise.ts'
import type { ImportReport, ProbeRequest } from './probe-protocol.ts'
import { repeatWrites } from './repeat-writes.ts'

const lines = createInterface({ input: process.stdin })
const incoming = lines[Symbol.asyncIterator]()
const request = JSON.parse(await nextLine()) as ProbeRequest
// What the host itself needs is loaded by now; only what the package does is recorded.
const recorder = new AccessRecorder(request.folder)

const { task } = request
if (task.kind === 'import') tell(await importReport())
else {
  const definition = (await load()) as Destination
  const report =
    task.kind === 'exercise'
      ? await exercise(definition, task, recorder)
      : await repeatWrites(definition, task, { tell, wait: nextLine })
  tell(report)
}
// What was left running is told by now, and must not hold this process.
process.exit(0)

function tell(value: unknown): void {
  writeSync(3, `${JSON.stringify(value)}\n`)
}

async function load(): Promise<unknown> {
  const module = (await import(pathToFileURL(request.entry).href)) as { default?: unknown }
  return module.default
}

async function importReport(): Promise<ImportReport> {
  recorder.denied.add('network')
  const before = process.getActiveResourcesInfo()
  const startCpu = process.cpuUsage()
  const imported = await load().then(
    (definition) => ({ definition, error: undefined }),
    (error: unknown) => ({ definition: undefined, error: errorMessage(error) }),
  )
  const { user, system } = process.cpuUsage(startCpu)
  const accesses = [...recorder.list]
  const { definition, error } = imported
  const spec = () => configJsonSchema(definition as Destination).then(JSON.stringify, errorMessage)
  const failure = loadFailure(definition)
  return {
    error,
    cpuMs: (user + system) / 1000,
    accesses,
    // What the loader itself is still reading ends by itself.
    resources: added(before, process.getActiveResourcesInfo()).filter(
      (kind) => !kind.startsWith('FSReq'),
    ),
    schemas: error === undefined ? [await spec(), await spec()] : [],
    problems: definitionProblems(definition).map(({ path, message }) => `${path}: ${message}`),
    loadCode: isRevError(failure) ? failure.code : undefined,
    loadMessage: failure === undefined ? undefined : errorMessage(failure),
  }
}

function loadFailure(definition: unknown): unknown {
  try {
    checkDefinition(definition)
    return undefined
  } catch (error) {
    return error
  }
}

function added(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = [...before]
  return after.filter((one) => {
    const at = left.indexOf(one)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}

/** The next line that the parent sends; it holds the child until then. */
async function nextLine(): Promise<string> {
  const next = await incoming.next()
  return next.done === true ? '{}' : next.value
}
