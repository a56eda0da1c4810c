// Draws the first syncs of a bench as bars: npm run bench -- --json --only 'HTTP against the' | node tooling/bench/picture.mjs > picture.svg
import { text } from 'node:stream/consumers'

/** @typedef {{ label: string, rate: number, isRev: boolean }} Bar */

const words = /^(first sync.+) against the (.+ script)$/
const width = 720
const barHeight = 22
const barGap = 6
const groupGap = 26
const labelWidth = 150
const rateWidth = 120

/** @param {string} lines of JSON, as the bench prints them @returns {Map<string, Bar[]>} bars by what they measure */
export function readBars(lines) {
  /** @type {Map<string, Bar[]>} */
  const groups = new Map()
  for (const line of lines.split('\n')) {
    if (!line.startsWith('{')) continue
    const { name, value, ratio } = JSON.parse(line)
    const [, title, script] = words.exec(name) ?? []
    if (title === undefined || script === undefined || !ratio) continue
    const bars = groups.get(title) ?? [{ label: 'rev', rate: value, isRev: true }]
    groups.set(title, [...bars, { label: script, rate: value / ratio, isRev: false }])
  }
  return groups
}

/** @param {string} part @returns {string} */
const escape = (part) =>
  part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** @param {Bar} bar @param {number} y @param {number} rateMax @returns {string} */
function drawBar({ label, rate, isRev }, y, rateMax) {
  const length = ((width - labelWidth - rateWidth) * rate) / rateMax
  const middle = y + barHeight / 2 + 4
  const weight = isRev ? ' font-weight="bold"' : ''
  return `<text x="${labelWidth - 8}" y="${middle}" text-anchor="end"${weight}>${escape(label)}</text>
<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" fill="${isRev ? '#2563eb' : '#a3a9b5'}"/>
<text x="${(labelWidth + length + 8).toFixed(1)}" y="${middle}"${weight}>${Math.round(rate).toLocaleString('en')} rows/s</text>`
}

/** @param {Map<string, Bar[]>} groups @returns {string} an SVG */
export function drawPicture(groups) {
  const rateMax = Math.max(...[...groups.values()].flat().map(({ rate }) => rate))
  const parts = []
  let y = groupGap
  for (const [title, bars] of groups) {
    parts.push(`<text x="0" y="${y}" font-size="15">${escape(title)}</text>`)
    y += barGap * 2
    for (const bar of bars.toSorted((a, b) => b.rate - a.rate)) {
      parts.push(drawBar(bar, y, rateMax))
      y += barHeight + barGap
    }
    y += groupGap
  }
  // Neither white nor black, so that it can be read on both.
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="system-ui, sans-serif" font-size="13" fill="#6b7280">
${parts.join('\n')}
</svg>`
}

if (process.argv[1] === import.meta.filename) {
  const groups = readBars(await text(process.stdin))
  if (groups.size === 0) {
    console.error('No first syncs in the input. Expected the JSON lines of `npm run bench`.')
    process.exitCode = 1
  } else {
    console.log(drawPicture(groups))
  }
}
