import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { connectorMessages, hostMessages, protocolJsonSchema } from '../src/protocol.ts'

const page = new URL('../../../docs/protocol.md', import.meta.url)
const schemaFile = new URL('../../../docs/protocol.schema.json', import.meta.url)
const sides = { host: hostMessages, connector: connectorMessages }

test('the published schema is that of the code; vitest -u writes it anew', async () => {
  const text = `${JSON.stringify(protocolJsonSchema(), undefined, 2)}\n`
  await expect(text).toMatchFileSnapshot(fileURLToPath(schemaFile))
})

test('the tables of messages are those of the code; vitest -u writes them anew', async () => {
  const text = await readFile(page, 'utf8')
  await expect(withTables(text)).toMatchFileSnapshot(fileURLToPath(page))
})

test.each(['## A transcript', '### Version 2'])(
  'every line of a transcript fits the published schema (%s)',
  async (heading) => {
    const ajv = new Ajv2020({ strict: false })
    ajv.addSchema(protocolJsonSchema(), 'protocol')
    const [, after = ''] = (await readFile(page, 'utf8')).split(`${heading}\n`)
    const [, transcript = ''] = /```\n([\s\S]*?)```/.exec(after) ?? []
    const lines = transcript.trim().split('\n')
    expect(lines.length).toBeGreaterThan(7)
    for (const [index, line] of lines.entries()) {
      if (line.startsWith('=')) continue
      const message = JSON.parse(line.slice(2)) as Message
      const side = line.startsWith('<') ? 'host' : 'connector'
      const isValid = ajv.validate(`protocol#/$defs/${side}_${message.type}`, message)
      expect(ajv.errorsText(), line).toBe('No errors')
      expect(isValid).toBe(true)
      const next = lines[index + 1] ?? ''
      const body = next.startsWith('=') ? next.slice(2).replaceAll('␞', '\u001e') : undefined
      expect(message.bytes).toBe(body && Buffer.byteLength(body))
    }
  },
)

interface Message {
  readonly type: string
  readonly bytes?: number
}

test.each([
  ['one', { id: '1', status: 'ok', effect: 'written' }, true],
  ['one', { ids: '1', status: 'ok', effect: 'written' }, false],
  ['several', { ids: '1\n2', status: 'ok', effect: 'written' }, true],
  ['several', { ids: '1', status: 'ok', effect: 'exploded' }, false],
])('the schema of %s outcome takes %o: %s', (name, outcome, isRight) => {
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema(protocolJsonSchema(), 'protocol')
  expect(ajv.validate(`protocol#/$defs/outcome_${name}`, outcome)).toBe(isRight)
})

test('every message of both sides is a message of its own type', () => {
  for (const messages of Object.values(sides)) {
    for (const [type, schema] of Object.entries(messages)) {
      expect(schema.shape.type.value).toBe(type)
    }
  }
})

function withTables(text: string): string {
  return text.replace(
    /<!-- messages: (host|connector) -->[\s\S]*?<!-- \/messages -->/g,
    (_all, side: 'host' | 'connector') =>
      `<!-- messages: ${side} -->\n\n${table(side)}\n\n<!-- /messages -->`,
  )
}

function table(side: 'host' | 'connector'): string {
  const rows = Object.entries(sides[side]).map(([type, schema]) => {
    const parts = Object.entries(
      schema.shape as Readonly<Record<string, { isOptional(): boolean }>>,
    )
      .filter(([name]) => name !== 'type')
      .map(([name, part]) => (part.isOptional() ? `\`${name}\`?` : `\`${name}\``))
    return `| \`${type}\` | ${schema.meta()?.description ?? ''} | ${parts.join(' ')} |`
  })
  return ['| message | meaning | parts |', '|---|---|---|', ...rows].join('\n')
}
