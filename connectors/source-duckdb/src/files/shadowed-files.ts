import { statSync } from 'node:fs'
import path from 'node:path'
import { RevError } from '@revetl/sdk'
import { quotedTexts } from '../sql-text.ts'
import { tableFormatOf } from './table-folders.ts'

/**
 * Refuses a statement that names a file, or a table that is a folder, which lies in the folder that rev was started in: DuckDB looks there before
 * it looks in the project, and would read the wrong file without a word.
 */
export function refuseShadowedFiles(sql: string, projectPath: string): void {
  const folder = process.cwd()
  if (folder === path.resolve(projectPath)) return
  const shadow = quotedTexts(sql).find((text) => {
    if (text === '' || text.includes('\0') || path.isAbsolute(text)) return false
    const here = path.resolve(folder, text)
    const isFile = statSync(here, { throwIfNoEntry: false })?.isFile() ?? false
    return isFile || tableFormatOf(here) !== undefined
  })
  if (shadow === undefined) return
  throw new RevError(
    'REV_MODEL_SQL',
    `Failed to read the model: "${shadow}" is also in ${folder}, where rev was started.`,
    { hint: `Start rev in ${projectPath}, or write the path in full.` },
  )
}
