import { expect } from 'vitest'
import { addConnector, makeProject, peopleCsv } from './make-project.ts'
import { openIdClient, type OpenIdVendor } from './openid-provider.ts'
import { startRev, type RunningRev } from './run-rev.ts'
import { Visitor } from './visitor.ts'

const syncYaml = `model: people
destination: people
object: people
mode: upsert
key: id
map: { id: id, name: name }
`

/** A project that delivers to a vendor whose users log in, by two syncs; more lines for its connection. */
export async function makeLoginProject(vendor: OpenIdVendor, more = ''): Promise<string> {
  const project = await makeProject({
    'rev.yaml': `name: logins
sources:
  files: { connector: duckdb }
destinations:
  people:
    connector: ./connectors/people-login
    url: ${vendor.url}
    clientId: \${env:CLIENT_ID}
${more}
egress: { allow: [127.0.0.1/32] }
`,
    '.env': `CLIENT_ID=${openIdClient.id}\n`,
    'models/people.sql': "select id, name from 'people.csv'\n",
    'people.csv': peopleCsv,
    'syncs/people.yaml': syncYaml,
    'syncs/again.yaml': syncYaml,
  })
  await addConnector(project, 'people-login')
  return project
}

/** What a command has said on standard error so far, once it matches. */
export async function said({ child }: RunningRev, pattern: RegExp): Promise<RegExpExecArray> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (part: Buffer) => {
      text += part.toString()
      const match = pattern.exec(text)
      if (match !== null) resolve(match)
    })
    child.on('close', () => reject(new Error(`rev ended before it said ${pattern}: ${text}`)))
  })
}

/** Starts a login, and finds the address that it prints. */
export async function startLogin(project: string, ...args: readonly string[]) {
  const command = ['auth', 'login', 'people', '--no-browser', ...args]
  const running = startRev(project, command)
  const [, url = ''] = await said(running, /\n {2}(http\S+)\n[\s\S]*Waiting/)
  return { running, url }
}

/** Logs in from start to end. */
export async function logIn(project: string): Promise<void> {
  const { running, url } = await startLogin(project)
  const visitor = new Visitor()
  const end = await visitor.agree(await visitor.open(url))
  expect(end.html).toContain('You can close this window')
  const { exitCode, stderr } = await running.ended
  expect(exitCode, stderr).toBe(0)
}
