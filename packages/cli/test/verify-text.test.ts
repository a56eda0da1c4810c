import type { ReadBackReport } from '@revetl/core'
import { RevError } from '@revetl/sdk'
import { expect, test } from 'vitest'
import { plainStyle as style } from '../src/text/style.ts'
import { verifySummary, verifyText } from '../src/text/verify-text.ts'

const equal: ReadBackReport = {
  sync: 'people',
  destination: 'crm',
  object: 'contacts',
  delivered: 1200,
  checked: 100,
  equal: 100,
  differing: 0,
  missing: 0,
  notCompared: { changed: 0, recent: 0, unknown: 0, unmatched: 0 },
  fieldsCompared: ['email', 'name'],
  fieldsAbsent: [],
  fields: [],
  missingKeys: [],
  notes: [],
}

const drifted: ReadBackReport = {
  ...equal,
  equal: 84,
  differing: 3,
  missing: 13,
  notCompared: { changed: 1, recent: 2, unknown: 3, unmatched: 4 },
  fields: [
    {
      field: 'name',
      truncated: 2,
      normalised: 0,
      different: 1,
      isMasked: false,
      examples: [
        { key: [7], drift: 'truncated', sent: 'Ada Lovelace', found: 'Ada L' },
        { key: ['eu', 8], drift: 'different', sent: 'Bo', found: '\u001b[31mRed' },
      ],
    },
    {
      field: 'email',
      truncated: 0,
      normalised: 1,
      different: 0,
      isMasked: true,
      examples: [{ key: [7], drift: 'normalised', sent: undefined, found: undefined }],
    },
  ],
  fieldsAbsent: ['notes'],
  missingKeys: [[1], [2]],
}

test('a sync without drift is one line', () => {
  expect(verifySummary(equal)).toBe('people: 100 of 100 equal.')
  expect(verifyText(equal, { style })).toBe(
    '✓ people: 100 of 100 equal in crm / contacts  of 1,200 delivered',
  )
})

test('drift is shown by field with examples, and what could not be compared with why', () => {
  expect(verifySummary(drifted)).toBe('people: 84 of 100 equal, 3 differ, 13 missing.')
  expect(verifyText(drifted, { style }).split('\n')).toEqual([
    '! people: 84 of 100 equal, 3 differ, 13 missing in crm / contacts  of 1,200 delivered',
    '  name 2 truncated, 1 different',
    '      7  "Ada Lovelace" → "Ada L"  truncated',
    '      ["eu",8]  "Bo" → "\\u001b[31mRed"  different',
    '  email 1 normalised  (personal data: values are not shown)',
    '      7  •••  normalised',
    '  missing 1, 2 … and 11 more',
    '  not compared: 1 record whose values are not kept and changed in the model since',
    '  not compared: 2 records delivered so recently that they may not show yet',
    '  not compared: 3 records of which nobody knows what was delivered last',
    '  not compared: 4 records without a value to find them by',
    '  not compared: what no record gave back: notes',
    '  → to send all of it again: rev run people --full',
  ])
})

test('a sync that could not be read back says why', () => {
  const error = new RevError('REV_CONFIG_MODE', 'Failed to read back people: no lookup.')
  const result = { sync: 'people', status: 'failed', error } as const
  expect(verifySummary(result)).toContain('people: not read back, Failed')
  expect(verifyText(result, { style })).toContain('✗ people: not read back')
})
