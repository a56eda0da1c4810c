import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The file with what became of the changes of a run, until the log has it. */
export function logFile(folder: string, run: number): string {
  return join(folder, `changes-${run}.parquet`)
}

/** Removes the files of runs up to a number. */
export function removeLogFiles(folder: string, lastRun: number): void {
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder)) {
    const run = /^changes-(\d+)\.parquet/.exec(file)?.[1]
    if (run !== undefined && Number(run) <= lastRun) rmSync(join(folder, file), { force: true })
  }
}
