import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyToxics, type Toxic, type ToxicTime } from './toxics.ts'

/** Where a fault proxy leads, and how it treats what passes. */
export interface FaultProxyOptions extends Partial<ToxicTime> {
  /** A port of 127.0.0.1. */
  readonly targetPort: number
  /** For the bytes of requests. */
  readonly up?: readonly Toxic[]
  /** For the bytes of answers. */
  readonly down?: readonly Toxic[]
}

/** A proxy on 127.0.0.1 that spoils connections: TLS and all, since it looks at no byte. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number
  /** Connections that were made so far. */
  readonly connections: number
  /** Replaces the toxics, for connections that are open as well. */
  set(toxics: { readonly up?: readonly Toxic[]; readonly down?: readonly Toxic[] }): void
}

/** Starts a fault proxy on a free port; `await using` stops it and drops its connections. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const time = { sleep: options.sleep ?? sleep, random: options.random ?? Math.random }
  let toxics = { up: options.up ?? [], down: options.down ?? [] }
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    connections += 1
    const upstream = connect(options.targetPort, '127.0.0.1')
    for (const socket of [client, upstream]) keep(sockets, socket)
    forward(client, upstream, () => toxics.up, time)
    forward(upstream, client, () => toxics.down, time)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    set: ({ up = [], down = [] }) => {
      toxics = { up, down }
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  socket.setNoDelay()
  sockets.add(socket)
  // Whatever ends one side is seen by the other through `forward`.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(socket))
}

function forward(from: Socket, to: Socket, toxics: () => readonly Toxic[], time: ToxicTime): void {
  let passedBytes = 0
  const treat = async (piece: Buffer) => {
    for (const step of applyToxics(toxics(), piece, passedBytes, time.random)) {
      if (to.destroyed) return
      if (step.do === 'wait') await time.sleep(step.ms)
      else if (step.do === 'pass') {
        passedBytes += step.bytes.length
        to.write(step.bytes)
      } else {
        if (step.do === 'reset') to.resetAndDestroy()
        else to.destroySoon()
        from.destroy()
        return
      }
    }
  }
  // One piece after the other, however long each is held up.
  let turn = Promise.resolve()
  from.on('data', (piece: Buffer) => {
    turn = turn.then(() => treat(piece))
  })
  from.on('close', () => {
    turn = turn.then(() => {
      // A black hole swallows the end as well.
      if (!toxics().some(({ kind }) => kind === 'black-hole')) to.destroySoon()
    })
  })
}
