import { errorMessage } from '@revetl/sdk'
import { skip, type ConnectorCheck, type WriteCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import { strike } from '../../trial/strike.ts'
import { tokenRequests } from '../../trial/token-requests.ts'

/** What stays inside. */
export const privacyChecks: readonly WriteCheck[] = [
  {
    id: 'O01',
    title:
      'no secret and no personal data is in a log line or an error, not even where the vendor repeats it',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const secrets = await trial.subject.secretsOf(await trial.config())
      const records = trial.records(1)
      const { object } = await trial.operation()
      await trial.prepare(records)
      await (await trial.destination()).check()
      const { simulator } = await trial.vendor()
      if (simulator !== undefined && (await trial.operation()).session === undefined) {
        const said = JSON.stringify({ message: `No access with ${secrets.join(' ')}.` })
        await strike(
          trial,
          {
            kind: 'status',
            status: 400,
            when: 'before',
            body: said,
            contentType: 'application/json',
          },
          3,
        )
      }
      const { error } = await trial.attempt(records)
      await trial.attempt(records)
      const { logs, redact } = await maskOf(trial)
      const masked = logs.filter(({ isMasked }) => isMasked).map(({ message }) => message)
      expectNone(masked, 'no line in which a secret had to be masked')
      const text = `${JSON.stringify(logs)} ${error === undefined ? '' : redact(errorMessage(error))}`
      const leaked = secrets.filter((secret) => secret.length > 3 && text.includes(secret))
      expectSame(leaked.length, 0, 'secrets in log lines and errors')
      const personal = personalValues(records[0] ?? {}, object.fields)
      const shown = personal.filter(([, value]) => JSON.stringify(logs).includes(value))
      expectNone(
        shown.map(([name]) => name),
        'no personal data in a log line',
      )
    },
  },
  {
    id: 'O04',
    title: 'what the gateway counts is what the vendor sees',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const simulator = await trial.simulator()
      const destination = await trial.openDestination()
      const isToken = await tokenRequests(trial)
      let seen = 0
      simulator.watch(({ request }) => {
        if (!isToken(request)) seen += 1
      })
      await destination.operation(trial.case)
      const records = trial.records(Math.min(2, await trial.batchMax()))
      const prepared = seen
      await trial.prepare(records)
      const own = seen - prepared
      const outcomes = await trial.write(records, {}, destination)
      expectSame(outcomes.length, records.length, 'outcomes')
      const { attempts, byStatus } = destination.stats()
      const sum = Object.values(byStatus).reduce((total, count) => total + count, 0)
      expectSame(sum, attempts, 'answers by status, summed up')
      const others = (await trial.destination()).stats().attempts
      expectThat(
        attempts + others >= seen - own && attempts <= seen,
        `${seen} requests counted`,
        attempts,
      )
    },
  },
  {
    id: 'O05',
    title:
      'records that are ok, rejected and skipped, with those that are left, are the records of the batch',
    level: 'M',
    severity: 'must',
    about: 'operation',
    run: async (trial) => {
      const size = Math.min(3, await trial.batchMax())
      const isMixed = trial.case.badRecord !== undefined && size === 3
      const records = isMixed ? trial.mixed(size, 1) : trial.records(size)
      await trial.prepare(records.filter((_, place) => !isMixed || place !== 1))
      const outcomes = await trial.outcomesOrRefused(records)
      if (outcomes === undefined)
        return skip('a refused batch is halved by the host; F01 looks at it')
      const counts = Map.groupBy(outcomes, ({ status }) => status)
      const sum = [...counts.values()].reduce((total, all) => total + all.length, 0)
      expectSame(sum, records.length, 'outcomes of every kind, summed up')
      expectSame(new Set(outcomes.map(({ id }) => id)).size, records.length, 'different ids')
      return undefined
    },
  },
  {
    id: 'O03',
    title: 'a record is erased on request, and again without harm',
    level: 'M',
    severity: 'should',
    isLive: true,
    about: 'operation',
    operations: ['delete'],
    run: async () => skip('version 1 of the contract has no operation erase'),
  },
]

/** What is promised of codes and hashes. */
export const vocabularyChecks: readonly ConnectorCheck[] = [
  {
    id: 'O02',
    title: 'hashed fields give the hashes that the vendor publishes',
    level: 'X',
    severity: 'should',
    kinds: ['destination'],
    about: 'connector',
    run: async ({ subject }) => {
      const { conformance } = subject
      const vectors = conformance?.kind === 'destination' ? conformance.hashVectors : undefined
      if (vectors === undefined) return skip('its conformance file names no hashes of the vendor')
      for (const { input, hash, expected } of vectors)
        expectSame(hash(input), expected, `the hash of ${input}`)
      return undefined
    },
  },
  {
    id: 'O08',
    title: 'what a live run has written is gone at its end',
    level: 'L',
    severity: 'must',
    kinds: ['destination'],
    about: 'connector',
    run: async (trial) => {
      const { remaining } = await trial.vendor()
      if (remaining === undefined) return skip('its conformance file cannot count what is left')
      expectSame(await remaining(), 0, 'records with the tag of the run')
      return undefined
    },
  },
]

async function maskOf(trial: Parameters<WriteCheck['run']>[0]) {
  const destination = await trial.destination()
  // A host masks what it shows; a secret that was cut or encoded on its way would get through.
  return { logs: destination.logs, redact: (text: string) => destination.redact(text) }
}

function personalValues(
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, { readonly pii?: string }>>,
): readonly (readonly [string, string])[] {
  return Object.entries(record).flatMap(([name, value]) => {
    const isPersonal =
      fields[name]?.pii !== undefined && typeof value === 'string' && value.length > 2
    return isPersonal ? [[name, value] as const] : []
  })
}
