import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** A vendor in a process of its own that counts requests when they arrive. */
export interface CountingServer extends AsyncDisposable {
  readonly url: string
  /** When each request arrived, by the vendor's clock. */
  times(): Promise<number[]>
}

/** Starts a vendor that answers at once. */
export async function countingServer(): Promise<CountingServer> {
  const script = path.join(import.meta.dirname, 'counting-server.mjs')
  const child = fork(script)
  const [address] = (await once(child, 'message')) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${address.port}/`,
    times: async () => {
      child.send('times')
      const [times] = (await once(child, 'message')) as [number[]]
      return times
    },
    [Symbol.asyncDispose]: async () => {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}
