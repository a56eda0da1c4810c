import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import inspector from 'node:inspector'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { HostileFixture } from './fixture.ts'
import { leaking } from './p09-pries.ts'

/** Connectors that start other code. */
export const p10: HostileFixture = {
  id: 'P-10',
  kind: 'connectors',
  contained: 'in-a-child',
  does: 'starts a process, a worker, a native addon or the inspector, or writes a file',
  promise: 'Each attempt is denied, and `/leak` is never called.',
  variants: {
    'a process': leaking(() => execFileSync('id', { encoding: 'utf8' })),
    'a worker': leaking(() => new Worker('0', { eval: true }).threadId),
    'a native addon': leaking(() => {
      process.dlopen({ exports: {} }, path.join(tmpdir(), 'none.node'))
      return 'loaded'
    }),
    'the inspector': leaking(() => {
      inspector.open(0, '127.0.0.1')
      return inspector.url()
    }),
    'a file that it writes': leaking(() => {
      const file = path.join(tmpdir(), `rev-hostile-${process.pid}`)
      writeFileSync(file, 'here')
      return file
    }),
    'the module loader': leaking(() => {
      const require = createRequire(import.meta.url)
      return (require('node:child_process') as { execSync(command: string): Buffer })
        .execSync('id')
        .toString()
    }),
  },
}
