import { expect, test } from 'vitest'
import { runBench, selectNames, type Bench, type Row } from '../bench/measure/run-bench.mjs'

const row = (name: string, value = 1): Row => ({ name, value, unit: 's', better: 'lower' })

function bench(names: readonly string[], rows: readonly Row[]) {
  const measured: string[] = []
  async function* run({ wants }: Parameters<Bench['run']>[0]) {
    for (const one of rows) {
      if (!wants(one.name)) continue
      measured.push(one.name)
      yield one
    }
  }
  return { names, run, measured }
}

async function printed(one: Bench, only?: string) {
  const names: string[] = []
  await runBench(one, { quick: true, only, print: ({ name }) => names.push(name) })
  return names
}

test('without a part of a name every row is measured', async () => {
  const both = bench(['a b', 'c'], [row('a b'), row('c')])
  expect(await printed(both)).toEqual(['a b', 'c'])
})

test('with a part of a name only rows that have it are measured', async () => {
  const both = bench(['a b', 'c'], [row('a b'), row('c')])
  expect(selectNames(both, 'b')).toEqual(['a b'])
  expect(await printed(both, 'b')).toEqual(['a b'])
  expect(both.measured).toEqual(['a b'])
})

test('a row that was announced and does not come is an error', async () => {
  await expect(printed(bench(['a', 'c'], [row('a')]))).rejects.toThrow('No value for: c.')
})

test('a row that was not announced, or has no value, is an error', async () => {
  const stranger: Bench = {
    names: ['a'],
    async *run() {
      yield row('b')
    },
  }
  await expect(printed(stranger)).rejects.toThrow('Row "b" was not announced.')
  await expect(printed(bench(['a'], [row('a', Number.NaN)]))).rejects.toThrow(
    'Row "a" has no value.',
  )
})
