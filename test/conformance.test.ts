import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConnectorReport } from '@revetl/testkit'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './support/make-project.ts'
import { rev, revJson, workspacePath } from './support/run-rev.ts'

const timeoutMs = 900_000
const packageChecks = Array.from(
  { length: 15 },
  (_, index) => `P${String(index + 1).padStart(2, '0')}`,
).concat('O06', 'O07', 'O09', 'A01', 'W04', 'F12', 'R01', 'R02')
const ours = [
  '@revetl/destination-braze',
  '@revetl/destination-file',
  '@revetl/destination-google-sheets',
  '@revetl/destination-http',
  '@revetl/destination-hubspot',
  '@revetl/destination-intercom',
  '@revetl/destination-klaviyo',
  '@revetl/destination-meta-audiences',
  '@revetl/destination-mysql',
  '@revetl/destination-postgres',
  '@revetl/destination-salesforce',
  '@revetl/destination-slack',
  '@revetl/source-bigquery',
  '@revetl/source-clickhouse',
  '@revetl/source-databricks',
  '@revetl/source-duckdb',
  '@revetl/source-mysql',
  '@revetl/source-postgres',
  '@revetl/source-redshift',
  '@revetl/source-snowflake',
  '@revetl/source-sqlite',
  'rev-destination-template',
  'rev-source-template',
]

interface TestResult {
  readonly connectors: readonly ConnectorReport[]
}

const failuresOf = (connectors: readonly ConnectorReport[]) =>
  connectors.flatMap(({ package: name, results }) =>
    results
      .filter(({ failure }) => failure !== undefined)
      .map(({ id, subject, failure }) => [name, id, subject, failure]),
  )

describe('rev connector test', () => {
  // What a connector does is tested in its own package; here are the checks of what is packed, and some of each kind.
  test('finds nothing wrong with any connector of ours', { timeout: timeoutMs }, async () => {
    const args = ['connector', 'test', '--all', '--only', packageChecks.join(',')]
    const { ok, result, error } = await revJson(workspacePath, args)
    expect(error).toBeNull()
    const { connectors } = result as TestResult
    expect(failuresOf(connectors)).toEqual([])
    expect(connectors.map(({ package: name }) => name)).toEqual(ours)
    expect(ok).toBe(true)
    const skipped = connectors.flatMap(({ results }) =>
      results.filter(({ status }) => status === 'skipped'),
    )
    expect(skipped.filter(({ reason }) => reason === undefined || reason === '')).toEqual([])
  })

  test.each(['_template', '_template-source'])(
    'gives %s its tier after all checks',
    { timeout: timeoutMs },
    async (folder) => {
      const connector = path.join(workspacePath, 'connectors', folder)
      const { ok, result } = await revJson(workspacePath, ['connector', 'test', connector])
      const { connectors } = result as TestResult
      expect(failuresOf(connectors)).toEqual([])
      expect(connectors.map(({ tier }) => tier)).toEqual(['silver'])
      expect(ok).toBe(true)
    },
  )

  test('tests a package that is not ours, outside the workspace, in the same way', async () => {
    const folder = await strangersCopy()
    const { exitCode, stdout } = await rev(folder, ['connector', 'test', '--only', 'P01,W03,F12'])
    expect(exitCode, stdout).toBe(0)
    expect(stdout).toContain('rev-destination-template')
  })

  test('says what was expected, what came, where, and what to do', async () => {
    const folder = await strangersCopy()
    const file = path.join(folder, 'dist/client.js')
    const code = await readFile(file, 'utf8')
    await writeFile(file, `${code}\nexport const home = process.env.HOME\n`)
    const shown = await rev(folder, ['connector', 'test', '--only', 'P12'])
    expect(shown.exitCode).toBe(1)
    expect(shown.stdout).toMatch(/P12[^]*expected[^]*dist\/client\.js:\d+[^]*ctx\.config/)
    const sarif = await rev(folder, ['connector', 'test', '--only', 'P12', '--sarif'])
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      runs: [{ results: [{ ruleId: 'P12', level: 'error' }] }],
    })
    const junit = await rev(folder, ['connector', 'test', '--only', 'P12', '--junit'])
    expect(junit.stdout).toMatch(/<testsuite [^>]*failures="1"[^]*<failure/)
  })

  test('a folder without a connector is named as such', async () => {
    const { exitCode, error } = await revJson(await temporaryFolder(), ['connector', 'test'])
    expect([exitCode, error?.code]).toEqual([2, 'REV_CONNECTOR_UNKNOWN'])
  })
})

/** The built template in a folder of its own, as a stranger would have it. */
async function strangersCopy(): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'rev-destination-template')
  const template = path.join(workspacePath, 'connectors/_template')
  for (const name of ['package.json', 'README.md', 'dist', 'src', 'test']) {
    await cp(path.join(template, name), path.join(folder, name), { recursive: true })
  }
  await symlink(path.join(template, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}
