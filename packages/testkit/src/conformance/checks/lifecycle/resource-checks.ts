import type { ConnectorCheck, WriteCheck } from '../check.ts'
import { skip } from '../check.ts'
import { expectNone, expectThat } from '../check-failure.ts'
import { isolatedOf, reportOf } from '../../isolated/isolated-of.ts'
import type { IsolatedRun } from '../../isolated/isolated-runs.ts'
import { probeCase, probeCases } from '../../isolated/probe-cases.ts'
import type { ExerciseReport, RepeatReport } from '../../isolated/probe-protocol.ts'
import { CannotRun, Trial } from '../../trial/trial.ts'
import { declaredHosts } from './declared-hosts.ts'
import { startProxy } from './proxy.ts'

const batchesMax = 300
const recordsInAllMax = 6000
// What V8 and the gateway keep varies by half a mebibyte from run to run; a leak of each record is far more.
const growthBytesMax = 3 << 19

/** What a connector leaves behind, and what it reaches for, in a process of its own. */
export const resourceChecks: readonly ConnectorCheck[] = [
  {
    id: 'L07',
    title:
      'after it is closed no timer and no socket is left, and closing it twice or unused is no failure',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const unused = await trial.open()
      await unused[Symbol.asyncDispose]()
      if (trial.subject.definition.kind === 'source') return
      const { resources, closeErrors } = reportOf(await exercised(trial))
      expectNone(closeErrors, 'a close that can be repeated')
      expectNone(resources, 'nothing that keeps the process alive')
    },
  },
  {
    id: 'L09',
    title: 'it prints nothing: what there is to say goes to the log of the host',
    level: 'X',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const { stdout, stderr } = await exercised(trial)
      expectThat(stdout === '', 'nothing on standard output', stdout.slice(0, 200))
      expectThat(stderr === '', 'nothing on standard error', stderr.slice(0, 200))
    },
  },
  {
    id: 'L10',
    title:
      'it talks to the hosts that it declares and to no other, by https by default, and follows no redirect',
    level: 'M',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const { hosts } = reportOf(await exercised(trial))
      const declared = await declaredHosts(trial)
      const other = hosts.filter((host) => !declared.some((one) => isHostOf(host, one)))
      expectNone(other, `no host besides ${declared.join(', ') || 'none'}`)
      const defaults = JSON.stringify(await trial.subject.configSchema())
      const plain = /"default":"http:\/\/(?!127\.|localhost)[^"]*"/.exec(defaults)?.[0]
      expectThat(plain === undefined, 'https in the defaults of its configuration', plain)
      await expectNoRedirect(trial)
    },
  },
  {
    id: 'L11',
    title:
      'it works without an environment, starts no process, and touches no file that is not its job',
    level: 'X',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const { accesses, cases } = reportOf(await exercised(trial))
      const { isLocal } = trial.subject
      const refused = accesses.filter(
        ({ kind, isOwn }) =>
          kind === 'process' ||
          (kind === 'environment' && isOwn) ||
          ((kind === 'read' || kind === 'write') && isOwn && !isLocal),
      )
      expectNone(
        refused.map(({ kind, what }) => `${kind} ${what}`),
        'nothing beyond what it is given',
      )
      const failed = cases.filter(({ error }) => error !== undefined)
      expectNone(
        failed.map(({ name, error }) => `${name}: ${error}`),
        'a connector that works',
      )
    },
  },
  {
    id: 'L12',
    title: 'a proxy that the operator names is used',
    level: 'M',
    severity: 'should',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const simulator = await trial.simulator()
      await using proxy = await startProxy()
      const destination = await trial.openDestination({ gateway: { proxy: { url: proxy.url } } })
      await destination.check()
      if (simulator.requestCount === 0) return skip('check sends no request')
      expectThat(proxy.connections > 0, 'traffic through the proxy', 'none')
      return undefined
    },
  },
]

/** What many batches cost. */
export const memoryChecks: readonly WriteCheck[] = [
  {
    id: 'L08',
    title: 'memory stays flat over many batches',
    level: 'M',
    severity: 'should',
    operations: ['upsert', 'append'],
    about: 'operation',
    once: 'write',
    run: async (trial) => {
      const isolated = isolatedOf(trial)
      await trial.withoutSession()
      const recordsMax = Math.min(100, await trial.batchMax())
      const { config, projectPath } = await trial.system()
      const batches = Math.min(batchesMax, Math.ceil(recordsInAllMax / recordsMax))
      const { heapBytesEarly, heapBytesLate } = reportOf(
        await isolated.run<RepeatReport>({
          kind: 'repeat',
          config,
          projectPath,
          egressAllow: ['127.0.0.1/32'],
          case: probeCase(trial.case, batches * recordsMax),
          batches,
          recordsMax,
          isPaced: false,
        }),
      )
      const growth = heapBytesLate - heapBytesEarly
      expectThat(
        growth <= growthBytesMax,
        `at most ${growthBytesMax} bytes more after ${batches} batches`,
        growth,
      )
    },
  },
]

const exercises = new WeakMap<object, Promise<IsolatedRun<ExerciseReport>>>()

/** One run of every case in a process of its own, shared by the checks that look at it. */
function exercised(trial: Trial): Promise<IsolatedRun<ExerciseReport>> {
  const { subject } = trial
  const isolated = isolatedOf(trial)
  const known = exercises.get(subject) ?? exerciseOnce()
  exercises.set(subject, known)
  return known

  async function exerciseOnce(): Promise<IsolatedRun<ExerciseReport>> {
    // A system of its own: the check that comes first ends before the others.
    await using own = new Trial(subject)
    const { config, projectPath } = await own.system()
    const { conformance } = subject
    const cases = conformance?.kind === 'destination' ? conformance.cases : []
    const destination = await own.openDestination()
    for (const one of cases) await one.prepare?.([one.record(0), one.record(1)], destination)
    return await isolated.run<ExerciseReport>({
      kind: 'exercise',
      config,
      projectPath,
      egressAllow: ['127.0.0.1/32'],
      cases: probeCases(subject),
    })
  }
}

async function expectNoRedirect(trial: Trial): Promise<void> {
  const { simulator } = await trial.system()
  if (simulator === undefined) return
  const elsewhere = await trial.startSystem()
  if (elsewhere.simulator === undefined) throw new CannotRun('a second simulator does not start')
  const before = elsewhere.simulator.requestCount
  simulator.faults.rate(
    { kind: 'redirect', location: `${elsewhere.simulator.url}/stolen`, status: 307 },
    1,
  )
  const destination = await trial.openDestination()
  await destination.check().catch(() => undefined)
  expectThat(
    elsewhere.simulator.requestCount === before,
    'no request where a redirect leads',
    'one',
  )
}

const isLoopback = (host: string): boolean => /^(localhost|127\.|::1$)/.test(host)

function isHostOf(seen: string, declared: string): boolean {
  const bare = seen.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')
  const wanted = declared.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  // Any name of this machine that the connector declares leads to its loopback.
  if (wanted.startsWith('*.')) return bare.endsWith(wanted.slice(1))
  return bare === wanted || seen === declared || (isLoopback(bare) && isLoopback(wanted))
}
