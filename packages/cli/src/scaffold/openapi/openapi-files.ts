import type { ConnectorNames } from '../connector-names.ts'
import { clientCode } from './client-code.ts'
import { constantCase, kebabCase, quote } from './code-text.ts'
import { configCode, credentialOptions, indexCode } from './definition-code.ts'
import { objectCode, recordsMaxOfOne } from './object-code.ts'
import type { Proposal, ProposedObject } from './proposal.ts'
import { conformanceCode, simulatorCode } from './test-code.ts'

// They are about the made-up vendor's answers, which a description does not have.
const replaced = [
  'src/people.ts',
  'src/outcomes.ts',
  'test/people.test.ts',
  'test/outcomes.test.ts',
]

/** The files of a scaffold with what a description of an API proposes instead of the made-up vendor. */
export function withProposal(
  files: Readonly<Record<string, string>>,
  proposal: Proposal,
  names: ConnectorNames,
): Record<string, string> {
  const kept = Object.entries(files).filter(([file]) => !replaced.includes(file))
  const [first] = proposal.objects
  const agents = (files['AGENTS.md'] ?? '')
    .split('\n')
    .filter((line) => !line.includes('src/outcomes.ts'))
    .join('\n')
    .replaceAll('src/people.ts', `src/${kebabCase(first?.name ?? '')}.ts`)
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(
      proposal.objects.map((object) => [`src/${kebabCase(object.name)}.ts`, objectCode(object)]),
    ),
    'src/client.ts': clientCode(proposal),
    'src/config.ts': configCode(proposal),
    'src/index.ts': indexCode(proposal, names),
    'test/simulator.ts': simulatorCode(proposal, names),
    'test/conformance.config.ts': conformanceCode(proposal, names),
    'README.md': readmeText(proposal, names),
    'AGENTS.md': agents,
    'CHANGELOG.md': '# Changelog\n\n## 0.1.0\n\nThe first version.\n',
    'package.json': (files['package.json'] ?? '').replace(
      /"description": ".*"/,
      `"description": "Delivers changes to ${names.title}"`,
    ),
  }
}

function readmeText(
  proposal: Proposal,
  { id, packageName, title, constant }: ConnectorNames,
): string {
  const options = credentialOptions(proposal.auth)
  const config = options.map(
    ({ name }) => `${name}: ${quote(`\${env:${constant}_${constantCase(name)}}`)}`,
  )
  const rows = options.map(
    ({ name, description, isSecret }) =>
      `| \`${name}\` | ${isSecret ? 'string, secret' : 'string'} | required | ${description} |`,
  )
  const objects = proposal.objects.map(objectRow)
  return `# ${packageName}

Delivers changes to ${title}.

\`\`\`yaml
# rev.yaml
destinations:
  ${id}: { connector: ${id}, ${config.join(', ')} }
\`\`\`

${syncText(proposal, id)}
<!-- rev: options -->

| option | type | default | meaning |
|---|---|---|---|
${rows.join('\n')}
| \`baseUrl\` | string | \`"${proposal.baseUrl}"\` | Where the API is. |

<!-- rev: end -->

<!-- rev: objects -->

| object | operations | found by |
|---|---|---|
${objects.join('\n')}

<!-- rev: end -->

## What was guessed from the description of the API

${proposal.notes.map((note) => `- ${note}`).join('\n')}
`
}

/** A sync to copy, of the first object. */
function syncText({ objects: [object] }: Proposal, id: string): string {
  if (object === undefined) return ''
  const operations = object.calls.map(({ operation }) => operation)
  const mode = (['upsert', 'create', 'append'] as const).find((one) => operations.includes(one))
  const match =
    mode === 'append' || object.key.length === 0 ? [] : [`match: [${object.key.join(', ')}]`]
  const fields = Object.entries(object.fields).filter(([, { readOnly }]) => readOnly !== true)
  return [
    '```yaml',
    `# syncs/${object.name}.yaml`,
    'model: customers',
    `destination: ${id}`,
    `object: ${object.name}`,
    `mode: ${mode}`,
    ...match,
    'map:',
    ...fields.map(([name]) => `  ${name}: ${name}`),
    '```',
    '',
  ].join('\n')
}

function objectRow({ name, key, calls }: ProposedObject): string {
  const operations = calls.map(
    ({ operation, many }) => `${operation} (${many?.recordsMax ?? recordsMaxOfOne} a request)`,
  )
  const isMatched = calls.some(({ operation }) => operation !== 'append')
  const match = isMatched ? key.map((field) => `\`${field}\``).join(' and ') : ''
  return `| \`${name}\` | ${operations.join(', ')} | ${match} |`
}
