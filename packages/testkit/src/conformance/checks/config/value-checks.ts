import { isRevError } from '@revetl/sdk'
import { checkConfig, validateConfig, type ConfigIssue } from '@revetl/sdk/host'
import { skip, type ConnectorCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import type { Trial } from '../../trial/trial.ts'
import { branchesOf, topLevel, wrongValues } from './schema-walk.ts'

/** What is promised of configurations, good and bad. */
export const valueChecks: readonly ConnectorCheck[] = [
  {
    id: 'C05',
    title:
      'a required property that is missing is named by the error, which is one of configuration',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const config = await trial.config()
      const { required = [] } = (await trial.subject.configSchema()) as {
        required?: readonly string[]
      }
      for (const name of required) {
        const { [name]: _removed, ...rest } = config
        await expectNamed(trial, rest, name, `${name} is missing`)
      }
    },
  },
  {
    id: 'C06',
    title: 'a property of the wrong type, form or range is named by the error',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const config = await trial.config()
      for (const { name, schema } of topLevel(await trial.subject.configSchema())) {
        for (const [what, wrong] of wrongValues(schema)) {
          await expectNamed(trial, { ...config, [name]: wrong }, name, `${name} is ${what}`)
        }
      }
    },
  },
  {
    id: 'C07',
    title: 'what has a default can be left out',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const config = await trial.config()
      const defaulted = topLevel(await trial.subject.configSchema())
        .filter(({ schema }) => 'default' in schema)
        .map(({ name }) => name)
      const kept = Object.entries(config).filter(([name]) => !defaulted.includes(name))
      expectNone((await issuesOf(trial, Object.fromEntries(kept))).map(textOf), 'no issue')
    },
  },
  {
    id: 'C08',
    title: 'each branch of a conditional configuration has a good sample and a bad one',
    level: 'X',
    severity: 'should',
    about: 'connector',
    run: async ({ subject }) => {
      const branches = branchesOf(await subject.configSchema())
      if (branches.length === 0) return skip('the configuration has no branches')
      const samples = subject.conformance?.samples ?? []
      const good = samples.filter(({ invalidAt }) => invalidAt === undefined)
      const bad = samples.filter(({ invalidAt }) => invalidAt !== undefined)
      const missing = (among: typeof samples) =>
        branches.filter(
          ({ name, value }) =>
            !among.some(({ config }) =>
              JSON.stringify(config).includes(`"${name}":${JSON.stringify(value)}`),
            ),
        )
      const named = (list: typeof branches) =>
        list.map(({ name, value }) => `${name}: ${String(value)}`)
      expectNone(named(missing(good)), 'a good sample of each branch')
      expectNone(named(missing(bad)), 'a bad sample of each branch')
      return undefined
    },
  },
  {
    id: 'C09',
    title: 'an unknown property is accepted or reported, and never a crash',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      await issuesOf(trial, { ...(await trial.config()), notAPropertyOfThisConnector: 1 })
    },
  },
  {
    id: 'C10',
    title: "the author's sample configurations pass and fail as they are labelled",
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const { samples } = trial.subject.conformance ?? {}
      if (samples === undefined) return skip('the conformance file has no samples')
      for (const { name, config, invalidAt } of samples) {
        if (invalidAt !== undefined) {
          await expectNamed(trial, config, invalidAt, `the sample "${name}"`)
        } else
          expectNone(
            (await issuesOf(trial, config)).map(textOf),
            `no issue with the sample "${name}"`,
          )
      }
      return undefined
    },
  },
]

async function issuesOf(
  { subject, journal }: Trial,
  config: object,
): Promise<readonly ConfigIssue[]> {
  journal.note(`configuration ${JSON.stringify(config)}`)
  return (await checkConfig(subject.definition.config, config)).issues ?? []
}

const textOf = ({ path, message }: ConfigIssue): string => `${path.join('.')}: ${message}`

/** A wrong configuration is refused with an issue at the property, and ends the command with exit code 2. */
async function expectNamed(
  trial: Trial,
  config: object,
  name: string,
  what: string,
): Promise<void> {
  const issues = await issuesOf(trial, config)
  const isNamed = issues.some(({ path }) => path.join('.').startsWith(name) || path[0] === name)
  expectThat(isNamed, `an issue at ${name}, since ${what}`, issues.map(textOf))
  const error: unknown = await validateConfig(trial.subject.definition.config, config).catch(
    (thrown: unknown) => thrown,
  )
  const code = isRevError(error) ? [error.code, error.kind] : error
  expectSame(code, ['REV_CONFIG_INVALID', 'config'], 'the error')
}
