import type { Column, ManifestObject, RevError } from '@revetl/sdk'
import type { Sync } from '../project.ts'
export const compileFilter = async (
  sync: Sync,
  _c: readonly Column[],
  _rows: (sql: string) => Promise<unknown>,
): Promise<string | undefined> => sync.filter
export const checkColumns = (_s: Sync, _c: readonly Column[]): readonly RevError[] => []
export const checkDiscovered = (
  _s: Sync,
  _o: ManifestObject,
): { errors: readonly RevError[]; warnings: readonly RevError[] } => ({ errors: [], warnings: [] })
