import { expect, test } from 'vitest'
import { plainStyle } from '../src/text/style.ts'
import { stateText } from '../src/text/state-text.ts'

test('says of each sync where its state lies, and in how many parts', () => {
  const parts = [
    { name: 'state_1', rows: 1000 },
    { name: 'state_2', rows: 5 },
  ]
  const text = stateText(
    [
      { sync: 'a', place: 'warehouse', schema: '_rev', records: 1002, track: 'row', parts },
      { sync: 'b', place: 'local', schema: undefined, records: 1, track: 'values', parts: [] },
      { sync: 'c', place: undefined, schema: undefined, records: 0, track: undefined, parts: [] },
    ],
    plainStyle,
  )
  const lines = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim())
  expect(lines).toContain("a the source's database, schema _rev 1,002 row 2 1,005")
  expect(lines).toContain('b this machine 1 values 0 0')
  expect(lines).toContain('c nothing yet 0 0 0')
})
