// Tables in the docs that are made from code: each stands between two comments, and is compared.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { allChecks } from '@revetl/testkit'
import { namedFaults } from '@revetl/testkit/simulator'
import { lineAt } from './files.mjs'

/** @import { Problem } from './files.mjs' */

const groups = {
  P: 'Package',
  C: 'Configuration',
  A: 'Credentials',
  D: 'Discover',
  W: 'Writing',
  F: 'Failures',
  L: 'Limits and lifecycle',
  O: 'Privacy and documents',
  R: 'Reading, for sources',
}

/** @type {Readonly<Record<string, () => string>>} */
const tables = { checks: checksTable, faults: faultsTable }
const pages = ['docs/connectors/conformance.md', 'docs/connectors/simulators.md']
const block = /(<!-- generated: (\w+) -->\n)([^]*?)(<!-- end -->)/g

function checksTable() {
  return Object.entries(groups)
    .map(([letter, title]) => {
      const rows = allChecks.filter(({ id }) => id.startsWith(letter)).map(checkRow)
      return `\n### ${title}\n\n| check | level | | promise |\n|---|---|---|---|\n${rows.join('\n')}\n`
    })
    .join('')
    .concat('\n')
}

/** @param {import('@revetl/testkit').Check} check */
function checkRow({ id, level, isLive, severity, title }) {
  const levels = isLive ? `${level}, L` : level
  return `| <a id="${id.toLowerCase()}"></a>${id} | ${levels} | ${severity} | ${title} |`
}

function faultsTable() {
  const rows = Object.entries(namedFaults).map(([name, { what }]) => `| \`${name}\` | ${what} |`)
  return `\n| name | what happens |\n|---|---|\n${rows.join('\n')}\n\n`
}

/**
 * @param {string} root
 * @param {{ writes?: boolean }} [options] `writes` brings the pages up to date
 * @returns {Problem[]} tables that are not what the code says
 */
export function checkGenerated(root, { writes = false } = {}) {
  return pages.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    const made = text.replace(block, (_, start, name, _old, end) => start + tables[name]?.() + end)
    if (made === text) return []
    if (writes) {
      writeFileSync(path.join(root, file), made)
      return []
    }
    const at = [...text.matchAll(block)].find(([, , name = '', old]) => old !== tables[name]?.())
    const message = 'the table is not what the code says: node tooling/docs-check.mjs --write'
    return [{ file, line: lineAt(text, at?.index ?? 0), message }]
  })
}
