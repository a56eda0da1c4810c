import type { FieldDefinition, ValueType } from '@revetl/sdk'
import type { ConnectorNames } from '../connector-names.ts'
import { memberName, quote } from './code-text.ts'
import { credentialOptions } from './definition-code.ts'
import type { Proposal, ProposedAuth, ProposedCall, ProposedObject } from './proposal.ts'

const simulated = 'simulated-credential'

/** `test/simulator.ts`: the vendor as its description says. */
export function simulatorCode(proposal: Proposal, { title, pascal }: ConnectorNames): string {
  const { auth, accountPath, objects } = proposal
  const hasOne = objects.some(({ calls }) => calls.some(({ many }) => many === undefined))
  const hasMany = objects.some(({ calls }) => calls.some(({ many }) => many !== undefined))
  return `import type { ValueRecord } from '@revetl/sdk'
import { reply, startVendor } from '@revetl/testkit/simulator'
import type { SimulatedVendor, VendorAction, VendorCall } from '@revetl/testkit/simulator'
${hasOne ? oneHelper : ''}${hasMany ? manyHelper : ''}
/** A record needs these fields. */
const needs = (...names: readonly string[]) => (record: ValueRecord) => {
  const missing = names.find((name) => (record[name] ?? null) === null)
  return missing === undefined ? undefined : \`\${missing} is missing\`
}

/** ${title} on 127.0.0.1, as its description says; what it really does is in its documents. */
export function start${pascal}(): Promise<SimulatedVendor> {
  return startVendor({
    credentials: { header: ${credentialHeader(auth)} },
    account: { path: ${quote(accountPath)}, body: { id: 'account-1' } },
    limits: [{ name: 'requests', max: 100, perMs: 10_000 }],
    objects: {
${objects.map(objectLines).join('\n')}
    },
  })
}
`
}

const oneHelper = `
const statuses = { missing: 404, exists: 409, refused: 422 } as const

/** One record a request; parameters of the path are fields of it. */
const one = (
  does: VendorAction,
  method: string,
  path: string,
  numbers: readonly string[] = [],
): VendorCall => ({
  does,
  method,
  path,
  records: ({ json }, params) => [
    {
      ...(json as ValueRecord | undefined),
      ...Object.fromEntries(
        Object.entries(params).map(([name, text]) => [
          name,
          numbers.includes(name) ? Number(text) : text,
        ]),
      ),
    },
  ],
  answer: ([result]) => {
    const { did = 'missing', reason = did } = result ?? {}
    const status = did in statuses ? statuses[did as keyof typeof statuses] : 204
    return reply(status, status === 204 ? undefined : { message: reason })
  },
})
`

const manyHelper = `
/** Many records a request, all or none of them. */
const many = (
  does: VendorAction,
  method: string,
  path: string,
  { wrapper, onlyField }: { readonly wrapper?: string; readonly onlyField?: string } = {},
): VendorCall => ({
  does,
  method,
  path,
  records: ({ json }) => {
    const body = wrapper === undefined ? json : (json as ValueRecord)[wrapper]
    const list = (body ?? []) as readonly ValueRecord[]
    return onlyField === undefined ? list : list.map((value) => ({ [onlyField]: value }))
  },
  answer: () => reply(204),
})
`

function credentialHeader(auth: ProposedAuth): string {
  const basic = Buffer.from(`${simulated}:${simulated}`).toString('base64')
  const [header, value] = {
    header: [auth.kind === 'header' ? auth.header.toLowerCase() : '', simulated],
    bearer: ['authorization', `Bearer ${simulated}`],
    basic: ['authorization', `Basic ${basic}`],
  }[auth.kind] as [string, string]
  return `${quote(header)}, value: ${quote(value)}`
}

function objectLines({ name, fields, key, calls }: ProposedObject): string {
  const most = Math.max(0, ...calls.map(({ many }) => many?.recordsMax ?? 0))
  return [
    `      ${memberName(name)}: {`,
    ...(key.length === 0 ? [] : [`        keys: [[${key.map(quote).join(', ')}]],`]),
    `        refuse: needs(${neededFields(fields).map(quote).join(', ')}),`,
    ...(most === 0
      ? []
      : [`        recordsMax: ${most},`, '        quirks: { refusesWhole: true },']),
    '        calls: [',
    ...calls.map((call) => `          ${callLine(call, fields)},`),
    '        ],',
    '      },',
  ].join('\n')
}

function callLine(
  { operation, method, path, pathFields, many }: ProposedCall,
  fields: ProposedObject['fields'],
): string {
  const first = `${quote(operation)}, ${quote(method.toUpperCase())}, ${quote(path.replaceAll(/\{([^}]+)\}/g, ':$1'))}`
  if (many === undefined) {
    const numbers = pathFields.filter((name) => fields[name]?.type !== 'string')
    const last = numbers.length === 0 ? '' : `, [${numbers.map(quote).join(', ')}]`
    return `one(${first}${last})`
  }
  const { wrapper, onlyField } = many
  const options = Object.entries({ wrapper, onlyField }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${quote(value)}`],
  )
  return `many(${first}${options.length === 0 ? '' : `, { ${options.join(', ')} }`})`
}

const neededFields = (fields: ProposedObject['fields']): string[] =>
  Object.entries(fields).flatMap(([name, { required, readOnly }]) =>
    required === true && readOnly !== true ? [name] : [],
  )

/** `test/conformance.config.ts`: a case for each operation. */
export function conformanceCode(proposal: Proposal, { pascal }: ConnectorNames): string {
  const { auth, objects } = proposal
  const credentials = credentialOptions(auth).map(({ name }) => `${name}: ${quote(simulated)}`)
  const records = objects.map(
    ({ name, fields }, index) => `/** One of ${name}. */
const record${index} = (index: number) => ({
${Object.entries(fields)
  .filter(([, { readOnly }]) => readOnly !== true)
  .map(([field, definition]) => `  ${memberName(field)}: ${sample(field, definition)},`)
  .join('\n')}
})
`,
  )
  return `import { defineConformance } from '@revetl/testkit'
import { start${pascal} } from './simulator.ts'

${records.join('\n')}
export default defineConformance({
  kind: 'destination',
  start: async () => {
    const simulator = await start${pascal}()
    return {
      config: { ${credentials.join(', ')}, baseUrl: simulator.url },
      simulator,
      count: (object: string) => simulator.records(object).length,
      [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
    }
  },
  samples: [{ name: 'no credentials', config: {}, invalidAt: ${quote(credentialOptions(auth)[0]?.name ?? '')} }],
  cases: [
${objects.flatMap((object, index) => object.calls.map((call) => caseCode(object, call, index))).join('\n')}
  ],
})
`
}

function caseCode(
  { name, fields, key, calls }: ProposedObject,
  { operation }: ProposedCall,
  index: number,
): string {
  const makes = calls
    .map((call) => call.operation)
    .find((one) => one !== 'update' && one !== 'delete')
  const needsOne = operation === 'update' || operation === 'delete'
  const keyOnly = `({ ${key.map((one) => `${memberName(one)}: record${index}(index)[${quote(one)}]`).join(', ')} })`
  const demanded = neededFields(fields).some((field) => !key.includes(field))
  return [
    '    {',
    `      object: ${quote(name)},`,
    `      operation: ${quote(operation)},`,
    `      record: ${operation === 'delete' ? `(index) => ${keyOnly}` : `record${index}`},`,
    ...(!needsOne && demanded
      ? [`      badRecord: ${key.length === 0 ? '() => ({})' : `(index) => ${keyOnly}`},`]
      : []),
    ...(needsOne
      ? [
          `      prepare: (records, destination) => destination.write({`,
          `        object: ${quote(name)},`,
          `        operation: ${quote(makes ?? '')},`,
          operation === 'delete'
            ? `        records: records.map((record, index) => ({ ...record${index}(index), ...record })),`
            : '        records,',
          '      }),',
        ]
      : []),
    '    },',
  ].join('\n')
}

const samples: Readonly<Record<ValueType, string>> = {
  boolean: 'index % 2 === 0',
  integer: 'index + 1',
  decimal: 'index + 0.5',
  number: 'index + 0.5',
  string: '`Ada ${index}`',
  date: "'2026-01-31'",
  time: "'13:05:00'",
  timestamp: "'2026-01-31T13:05:00'",
  timestamptz: "'2026-01-31T13:05:00Z'",
  interval: "'P1D'",
  uuid: "`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`",
  bytes: "'YWRh'",
  json: "{ note: 'Ada' }",
}

function sample(name: string, { type, enum: values, maxLength }: FieldDefinition): string {
  if (values?.[0] !== undefined) return quote(values[0])
  if (type !== 'string') return samples[type]
  if (/email/i.test(name)) return '`person${index}@example.com`'
  return maxLength !== undefined && maxLength < 12 ? 'String(index)' : samples.string
}
