import { expect, test } from 'vitest'
import { MemoryProject } from './memory-project.ts'

const rows = (scores: readonly string[]): string[][] =>
  scores.map((score, index) => [String(index + 1), `name ${index + 1}`, score])

async function projectOf(
  scores: readonly string[],
  filter: string,
  score: 'string' | 'date' = 'string',
): Promise<MemoryProject> {
  const project = new MemoryProject()
  project.model.columns = { id: 'integer', name: 'string', score }
  project.model.rows = rows(scores)
  project.sync = { filter }
  return project
}

test('a filter that stops at a value is no inner fault: it says at which row, why, and what to write', async () => {
  const scores = Array.from({ length: 5_000 }, (_none, index) => String(index))
  scores[3_210] = 'abc'
  scores[4_000] = 'x'
  await using project = await projectOf(scores, 'score::INTEGER > 5')
  for (let round = 0; round < 2; round++) {
    const { status, sent, error } = await project.run()
    expect({ status, sent, code: error?.code, message: error?.message }).toEqual({
      status: 'failed',
      sent: 0,
      code: 'REV_VALUE_INVALID',
      // The first by the text of its key.
      message:
        "Failed to filter things: its filter stops at the row [3211]: Could not convert string 'abc' to INT32. Nothing was sent.",
    })
    expect(error?.hint).toContain('try_cast(column AS DOUBLE)')
    expect(error?.place).toBeDefined()
  }
  expect(project.memory.records.size).toBe(0)
  project.sync = { filter: 'try_cast(score AS DOUBLE) > 5' }
  expect(await project.run()).toMatchObject({ status: 'success', sent: 4_992 })
})

test('what was delivered stays while a filter stops at a value', async () => {
  await using project = await projectOf(['7', '8', '3'], 'score::INTEGER > 5')
  expect(await project.run()).toMatchObject({ status: 'success', sent: 2 })
  project.model.rows = rows(['7', 'eight', '3'])
  expect(await project.run()).toMatchObject({ sent: 0, error: { code: 'REV_VALUE_INVALID' } })
  expect(
    await (await project.engine()).plan('things').catch((error: unknown) => error),
  ).toMatchObject({ code: 'REV_VALUE_INVALID', message: expect.stringContaining('[2]') as string })
  project.model.rows = rows(['7', '9', '3'])
  expect(await project.run()).toMatchObject({ status: 'success', sent: 1 })
})

test.each([
  ['score::INTEGER * 2::INTEGER > 5', '2147483647', 'string', 'Overflow in multiplication'],
  ['score::DOUBLE > 5', 'five', 'string', "Could not convert string 'five' to DOUBLE"],
  ["score < '2026-01-01'", '2026-13-45', 'date', '2026-13-45'],
] as const)('a filter %s that meets %s says so', async (filter, value, type, reason) => {
  await using project = await projectOf(['1', '2', value], filter, type)
  if (type === 'date') project.model.rows = rows(['2026-01-31', value])
  const { error } = await project.run()
  expect(error?.code).toBe('REV_VALUE_INVALID')
  expect(error?.message).toContain(reason)
})

test('a filter that compares what has no common type is refused in its file, before anything is read', async () => {
  await using project = await projectOf(['7'], 'score > 5')
  for (const error of [
    (await project.run()).error,
    (await (await project.engine()).check({})).findings[0]?.error,
  ]) {
    expect(error?.code).toBe('REV_CONFIG_MAPPING')
    expect(error?.message).toContain('Cannot compare values of type VARCHAR and type INTEGER')
    expect(error?.place).toBeDefined()
    expect(error?.hint).toContain('try_cast(amount AS DOUBLE) > 5')
  }
})

test('another fault of a run with a filter is told as it is', async () => {
  await using project = await projectOf(['1', '2'], 'try_cast(score AS DOUBLE) > 0')
  project.model.rows = [...rows(['1', '2']), ['1', 'twin', '3']]
  expect(await project.run()).toMatchObject({ error: { code: 'REV_MODEL_KEY_DUPLICATE' } })
})
