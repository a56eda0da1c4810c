import { expect, test } from 'vitest'
import { MemoryProject } from '../run/memory-project.ts'

const texts: Readonly<Record<string, string>> = {
  'composed (NFC)': '\u00e9',
  'decomposed (NFD)': 'e\u0301',
  NUL: 'a\u0000b',
  'right to left': '\u202eabc\u202c \u05d0\u05d1',
  'joined emoji': '👩‍👩‍👧‍👦',
  'four bytes': '𝔘𝕟𝕚',
  'line separators': 'a\u2028b\u2029c',
  'byte order mark': '\ufeffa',
  controls: Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(''),
  'the replacement character itself': '\ufffd',
  'a noncharacter': '\uffff',
  escapes: String.raw`\u0000 \n "`,
}

test.each(Object.entries(texts))(
  'S-16: %s arrives as it was, and is then unchanged',
  async (_name, text) => {
    await using project = new MemoryProject()
    project.model.columns = { id: 'integer', name: 'string' }
    project.model.rows = [['1', text]]
    expect(await project.run()).toMatchObject({ status: 'success' })
    expect(project.memory.records.get('1')?.['name']).toBe(text)
    expect(await project.run()).toMatchObject({ sent: 0, unchanged: 1 })
  },
)

test('S-16: texts that only look alike are different ones', async () => {
  await using project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'string' }
  project.model.rows = [['1', '\u00e9']]
  await project.run()
  project.model.rows = [['1', 'e\u0301']]
  expect(await project.run()).toMatchObject({ sent: 1, changes: { changed: 1 } })
})

test.each(['\ud800', 'a\udc00b', '\udc00\ud800'])(
  'S-16: half a surrogate pair (%j) is refused, and never replaced without a word',
  async (text) => {
    await using project = new MemoryProject()
    project.model.columns = { id: 'integer', name: 'string' }
    project.model.rows = [
      ['1', text],
      ['2', 'good'],
    ]
    const report = await project.run()
    expect(report).toMatchObject({ status: 'failed', error: { code: 'REV_READ_FAILED' } })
    expect(report.error?.message).toContain('name')
    expect(project.memory.batches).toEqual([])
  },
)
