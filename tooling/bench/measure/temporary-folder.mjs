// A folder for one bench. It goes at the end of the bench, and with the process at the latest.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * @param {string} name
 * @returns {{ path: string } & Disposable}
 */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `rev-bench-${name}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  return {
    path: folder,
    [Symbol.dispose]() {
      process.off('exit', remove)
      remove()
    },
  }
}
