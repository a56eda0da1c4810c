import type { RowChange, RowValues } from './story.ts'

/** A row as the source has it. */
export interface SourceRow {
  readonly key: number | null
  readonly values: RowValues
}

/** Everything that the source ever was, one version after another. */
export class SourceModel {
  readonly versions: (readonly SourceRow[])[] = []

  constructor(rows: readonly (readonly [number, RowValues])[]) {
    this.versions.push(rows.map(([key, values]) => ({ key, values })))
  }

  get version(): number {
    return this.versions.length - 1
  }

  get rows(): readonly SourceRow[] {
    return this.versions[this.version] ?? []
  }

  apply(changes: readonly RowChange[]): void {
    const apply = (rows: readonly SourceRow[], change: RowChange) =>
      change.do === 'revert' ? this.#reverted(rows, change.key) : changed(rows, change)
    this.versions.push(changes.reduce(apply, this.rows))
  }

  /** With a record as it was before its last change. */
  #reverted(rows: readonly SourceRow[], key: number): readonly SourceRow[] {
    const now = rows.find((row) => row.key === key)
    const former = this.versions
      .map((version) => version.find((row) => row.key === key))
      .findLast((row) => row !== undefined && row.values !== now?.values)
    return now === undefined || former === undefined
      ? rows
      : rows.map((row) => (row === now ? former : row))
  }

  /** The keys that several rows have. */
  twinsOf(version: number): ReadonlySet<number> {
    const seen = new Set<number>()
    const twins = new Set<number>()
    for (const { key } of this.versions[version] ?? []) {
      if (key === null) continue
      if (seen.has(key)) twins.add(key)
      seen.add(key)
    }
    return twins
  }
}

function changed(
  rows: readonly SourceRow[],
  change: Exclude<RowChange, { do: 'revert' }>,
): readonly SourceRow[] {
  switch (change.do) {
    case 'set': {
      const row = { key: change.key, values: change.values }
      const isThere = rows.some(({ key }) => key === change.key)
      return isThere ? rows.map((one) => (one.key === change.key ? row : one)) : [...rows, row]
    }
    case 'remove':
      return rows.filter(({ key }) => key !== change.key)
    case 'swap':
      return swapped(rows, change.keys)
    case 'twin':
      return [...rows, { key: change.key, values: change.values }]
    case 'nullKey':
      return [...rows, { key: null, values: { name: 'nobody', score: 0 } }]
    case 'mend':
      return mended(rows)
    case 'clear':
      return []
  }
}

function swapped(
  rows: readonly SourceRow[],
  [one, other]: readonly [number, number],
): readonly SourceRow[] {
  const keyOf = (key: number | null) => (key === one ? other : key === other ? one : key)
  return rows.map((row) => ({ ...row, key: keyOf(row.key) }))
}

/** Without twins and rows that have no key. */
function mended(rows: readonly SourceRow[]): readonly SourceRow[] {
  const seen = new Set<number>()
  return rows.filter(({ key }) => {
    if (key === null || seen.has(key)) return false
    seen.add(key)
    return true
  })
}
