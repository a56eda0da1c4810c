import { errorMessage, isRevError } from '@revetl/sdk'
import { secretPaths } from '@revetl/sdk/host'
import { skip, type ConnectorCheck } from '../check.ts'
import { expectNone, expectThat } from '../check-failure.ts'
import { CannotRun, type Trial } from '../../trial/trial.ts'
import { configAt, deadConfig } from './unreachable.ts'
import { withSecrets } from './wrong-secrets.ts'

const checkMsMax = 10_000

/** What `check` promises. The gateway refuses whatever writes while it runs. */
export const credentialChecks: readonly ConnectorCheck[] = [
  {
    id: 'A01',
    title: 'with good credentials, check names the account',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'connector',
    run: async (trial) => {
      const { account } = await (await trial.open()).check()
      expectThat(
        typeof account.id === 'string' && account.id !== '',
        'the id of an account',
        account.id,
      )
    },
  },
  {
    id: 'A02',
    title: 'wrong credentials are REV_AUTH_*, and the error shows no secret and no stack',
    level: 'M',
    severity: 'must',
    isLive: true,
    about: 'connector',
    run: async (trial) => {
      const wrong = 'wrong-credentials-0123456789'
      const config = await wrongConfig(trial, wrong)
      if (config === undefined) return skip('it has no credentials')
      const error = await refusalOf(trial, config)
      const code = isRevError(error) ? error.code : 'no code'
      expectThat(
        code.startsWith('REV_AUTH_'),
        'a code REV_AUTH_*',
        `${code}: ${errorMessage(error)}`,
      )
      const said = `${errorMessage(error)} ${isRevError(error) ? error.hint : ''}`
      expectThat(!said.includes(wrong), 'no secret in the error', said)
      expectThat(!/\n\s+at .+:\d+/.test(said), 'no stack trace in the error', said)
      return undefined
    },
  },
  {
    id: 'A04',
    title: 'a host that cannot be reached is a failure of the environment, not of the credentials',
    level: 'M',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      if (trial.subject.isLocal) return skip('it talks to no host')
      for (const [what, config] of await unreachableConfigs(trial)) {
        trial.journal.note(`check where ${what}`)
        const error = await refusalOf(trial, config)
        const kind = isRevError(error) ? error.kind : 'no RevError'
        const got = `${isRevError(error) ? error.code : ''} ${errorMessage(error)}`
        expectThat(kind === 'environment', `a failure of the environment where ${what}`, got)
      }
      return undefined
    },
  },
  {
    id: 'A05',
    title: 'check and discover write nothing, and check takes at most ten seconds',
    level: 'M',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const opened = await trial.open()
      const startedMs = performance.now()
      await opened.check()
      const tookMs = performance.now() - startedMs
      expectThat(tookMs <= checkMsMax, 'an answer within 10 s', `${Math.round(tookMs)} ms`)
      await opened.discover()
      const { simulator } = await trial.system()
      expectNone(
        (simulator?.log ?? []).map(({ operation, object }) => `${operation} ${object}`),
        'no write',
      )
    },
  },
  {
    id: 'A09',
    title: 'no secret travels in a URL, unless the vendor knows no other place',
    level: 'M',
    severity: 'should',
    about: 'connector',
    run: async (trial) => {
      const config = await trial.config()
      const auth = trial.subject.definition.auth?.(config)
      if (auth?.kind === 'api-key' && 'query' in auth.place) {
        return skip('its authentication declares the query as the place of the key')
      }
      const secrets = await trial.subject.secretsOf(config)
      const simulator = await trial.simulator()
      const found: string[] = []
      simulator.watch(({ request: { path, query } }) => {
        const url = decodeURIComponent(`${path}?${String(query)}`)
        if (secrets.some((secret) => url.includes(secret))) found.push(path)
      })
      const opened = await trial.open()
      await opened.check()
      await opened.discover()
      expectNone(found, 'no secret in a path or a query')
      return undefined
    },
  },
]

async function wrongConfig(trial: Trial, wrong: string): Promise<object | undefined> {
  const { wrongCredentials } = await trial.system()
  if (wrongCredentials !== undefined) return wrongCredentials
  const config = await trial.config()
  const paths = secretPaths(await trial.subject.configSchema())
  const secrets = await trial.subject.secretsOf(config)
  const hasAuth = trial.subject.definition.auth?.(config) !== undefined
  if (secrets.length === 0 || (!hasAuth && trial.subject.isLocal)) return undefined
  if (!hasAuth)
    throw new CannotRun('its secrets are part of an address; wrongCredentials are not given')
  return withSecrets(config, paths, wrong)
}

/** What check is refused with. */
async function refusalOf(trial: Trial, config: object): Promise<unknown> {
  // A gateway of its own, whose waits are short: a host that is not there stays so.
  const gateway = { timeouts: { connectMs: 2000 }, patienceMs: 5000 }
  const opened = await trial.open({ config, gateway })
  const error: unknown = await opened.check().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expectThat(error !== undefined, 'check to fail', 'it says that all is well')
  return error
}

async function unreachableConfigs(trial: Trial): Promise<readonly (readonly [string, object])[]> {
  const dead = await deadConfig(trial)
  const { config, simulator } = await trial.system()
  if (simulator === undefined) return [['nobody listens', dead]]
  const { url } = simulator
  const isNamed = JSON.stringify(config).includes(url)
  expectThat(isNamed, 'the address of the simulator in its configuration', config)
  const { port } = new URL(url)
  return [
    ['nobody listens', dead],
    ['the name does not exist', configAt(config, url, 'http://name.invalid')],
    ['the server speaks no TLS', configAt(config, url, `https://127.0.0.1:${port}`)],
  ]
}
