import { expect, test } from 'vitest'
import { drawPicture, readBars } from '../bench/picture.mjs'

const line = (name: string, value: number, ratio: number | null) =>
  JSON.stringify({ name, value, ratio, unit: 'rows/s' })
const lines = [
  'not a row',
  line('first sync, A to B against the tuned script', 100, 0.5),
  line('first sync, A to B against the usual script', 100, 4),
  line('first sync, A to B, processor time', 3, 1),
  line('cli: rev --help', 200, 1.2),
].join('\n')

test('a script has the speed that makes the ratio of the row', () => {
  const [bars] = readBars(lines).values()
  expect(bars).toEqual([
    { label: 'rev', rate: 100, isRev: true },
    { label: 'tuned script', rate: 200, isRev: false },
    { label: 'usual script', rate: 25, isRev: false },
  ])
})

test('bars are drawn from the fastest to the slowest, on one scale', () => {
  const svg = drawPicture(readBars(lines))
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))
  expect(widths).toEqual([450, 225, 56.3])
  expect(svg).toContain('>25 rows/s<')
})
