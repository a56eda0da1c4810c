import { execFile } from 'node:child_process'
import path from 'node:path'
import type { Killed } from './killed-run.ts'

/** Whether a run of its own process was killed, and did not end before. */
export async function runKilled(task: Killed): Promise<boolean> {
  const script = path.join(import.meta.dirname, 'killed-run.ts')
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [script, JSON.stringify(task)],
      { encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error?.signal === 'SIGKILL') resolve(true)
        else if (error) reject(new Error(stderr, { cause: error }))
        else if (stdout.startsWith('success')) resolve(false)
        else reject(new Error(stdout))
      },
    )
  })
}
