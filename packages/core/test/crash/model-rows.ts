import type { Rows } from './crash-case.ts'

/** So many rows, all of one version. */
export function rowsOf(count: number, version: number): Rows {
  return Array.from({ length: count }, (_, index) => [`${index}`, `name ${index} v${version}`])
}

/** Some rows changed, some gone, some new: no content ever comes back. */
export function edited(rows: Rows, version: number): Rows {
  const kept = rows.filter((_, index) => (index + version) % 9 !== 0)
  const changed = kept.map(([id, name], index): [string, string] =>
    (index + version) % 4 === 0 ? [id, `name ${id} v${version}`] : [id, name],
  )
  const added = rowsOf(20, version).map(([id, name]): [string, string] => [
    `${1000 * version + Number(id)}`,
    name,
  ])
  return [...changed, ...added]
}
