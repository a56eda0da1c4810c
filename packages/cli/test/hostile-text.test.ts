import type { RejectEntry } from '@revetl/core'
import { afterEach, expect, test, vi } from 'vitest'
import { createLogger } from '../src/output/logger.ts'
import { createPrinter, safeText } from '../src/output/printer.ts'
import { problemLines } from '../src/text/problem-text.ts'
import { rejectsText, rejectText } from '../src/text/rejects-text.ts'
import { plainStyle as style } from '../src/text/style.ts'

afterEach(() => vi.restoreAllMocks())

/** What a vendor, a row or a connector may say to forge lines or to command a terminal. */
const hostile = [
  'bad\r\n✓ REV_OK everything is fine',
  'bad\nERROR forged',
  'bad\u2028forged\u2029forged',
  'bad\u001b[2J\u001b[H',
  'bad\u001b]52;c;aGVsbG8=\u0007',
  'bad\u001b]8;;http://example.com\u0007link\u001b]8;;\u0007',
  'bad\u009b31m',
  'bad\u0085forged',
  'bad\u202egnp.exe',
  'bad\u0000\u0008\u007f',
  '{"level":"error","message":"forged"}\n{"level":"info"}',
]
// oxlint-disable-next-line no-control-regex -- none of these may be left
const commands = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

const entry = (message: string): RejectEntry => ({
  sync: 'people',
  key: [message],
  state: 'rejected',
  operation: 'upsert',
  code: 'REV_RECORD_REJECTED',
  message,
  field: message,
  vendorCode: message,
  attempts: 1,
  firstAt: '2026-01-31T13:05:00Z',
  lastAt: '2026-01-31T13:05:00Z',
  retryAt: undefined,
  run: 'r1',
})

test.each(hostile)('%j makes no line and commands no terminal in a list of rejects', (message) => {
  const one = rejectsText([entry(message)], style)
  const plain = rejectsText([entry('bad')], style)
  expect(one.split('\n')).toHaveLength(plain.split('\n').length)
  expect(one).not.toMatch(commands)
  const whole = rejectText(entry(message), style)
  expect(whole.split('\n')).toHaveLength(rejectText(entry('bad'), style).split('\n').length)
  expect(whole).not.toMatch(commands)
  const problems = problemLines(
    {
      problems: [{ key: [message], code: 'REV_MODEL_KEY_NULL', message }] as never,
      problemCount: 1,
    },
    style,
  )
  expect(problems.join('')).not.toMatch(commands)
  expect(problems.every((line) => !line.includes('\n'))).toBe(true)
})

test.each(hostile)('%j is one line of the log', (message) => {
  const written: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  const printer = createPrinter({ isJson: false })
  createLogger({ debug: true }, printer).warn(message, { detail: message })
  expect(written).toHaveLength(1)
  expect(written[0]?.trimEnd().split('\n')).toHaveLength(1)
  expect(written[0]?.trimEnd()).not.toMatch(commands)
})

test.each(hostile)('%j commands no terminal, whatever prints it', (message) => {
  // oxlint-disable-next-line no-control-regex -- none of these may be left
  expect(safeText(message)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
})

test('colours, tabs and line ends of our own texts stay', () => {
  const text = '\u001b[31mred\u001b[39m\n\ttab'
  expect(safeText(text)).toBe(text)
})
