import { z } from 'zod'
import type { DbtColumn } from '../../model.ts'
import type { DbtArtifact } from './dbt-artifact.ts'
import type { DbtNode } from './dbt-node.ts'

const entry = z.object({
  columns: z.record(
    z.string(),
    z.object({
      name: z.string(),
      type: z.string(),
      index: z.number(),
      comment: z.string().nullish(),
    }),
  ),
})

/** The columns of a node: as the warehouse has them where the catalog tells, else as the YAML describes them. */
export function dbtColumns(node: DbtNode, catalog: DbtArtifact | undefined): readonly DbtColumn[] {
  const described = Object.values(node.columns ?? {})
  const sections = ['nodes', 'sources'].map((name) => catalog?.[name] as object | undefined)
  const found = sections.map(
    (one) => (one as Record<string, unknown> | undefined)?.[node.unique_id],
  )
  const read = entry.safeParse(found.find((one) => one !== undefined))
  if (!read.success) {
    return described.map(({ name, data_type: type, description }) => ({
      name,
      type: type ?? undefined,
      description: description || undefined,
    }))
  }
  return Object.values(read.data.columns)
    .toSorted((a, b) => a.index - b.index)
    .map(({ name, type, comment }) => ({
      name,
      type,
      description: described.find(sameName(name))?.description || comment || undefined,
    }))
}

/** Column names as the warehouse writes them: a YAML may have `id` where Snowflake has `ID`. */
export function asInWarehouse(
  names: readonly string[] | undefined,
  columns: readonly DbtColumn[],
): readonly string[] | undefined {
  return names?.map((name) => {
    const isExact = columns.some((column) => column.name === name)
    return isExact ? name : (columns.find(sameName(name))?.name ?? name)
  })
}

function sameName(name: string): (column: { readonly name: string }) => boolean {
  return (column) => column.name.toLowerCase() === name.toLowerCase()
}
