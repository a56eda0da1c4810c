import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import os from 'node:os'

/** Called with what a connector tried and was refused. */
export type ReportAttempt = (what: string) => void

/**
 * Takes from this process what Node's permission model leaves open: signals to other processes always, sockets where
 * the connector did not declare that it opens its own. It stops accidents and casual abuse; it is no sandbox.
 */
export function guardProcess(options: { readonly net: boolean }, report: ReportAttempt): void {
  const kill = process.kill.bind(process)
  replace(process, 'kill', (pid: number, signal?: string | number) => {
    if (pid === process.pid) return kill(pid, signal)
    throw refused('send a signal to another process', report)
  })
  // Both reach any process by its number, the host's too; the second one opens its debugger.
  for (const name of ['_kill', '_debugProcess', '_debugEnd']) {
    if (name in process) deny(process, name, 'reach into another process', report)
  }
  // Whose machine it is, is none of a connector's business.
  for (const name of ['userInfo', 'networkInterfaces'])
    deny(os, name, 'look at the machine', report)
  if (!options.net) denySockets(report)
  syncBuiltinESMExports()
}

function denySockets(report: ReportAttempt): void {
  deny(net.Socket.prototype, 'connect', 'open a socket', report)
  deny(net.Server.prototype, 'listen', 'open a server', report)
  deny(net, '_createServerHandle', 'open a server', report)
  for (const name of ['bind', 'connect', 'send']) {
    deny(dgram.Socket.prototype, name, 'send a datagram', report)
  }
  // A name that is looked up tells the name server what was asked.
  const resolvers = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]
  for (const resolver of resolvers) {
    for (const name of Object.getOwnPropertyNames(resolver)) {
      if (/^(lookup|resolve|reverse)/.test(name)) deny(resolver, name, 'look up a name', report)
    }
  }
}

function deny(target: object, name: string, what: string, report: ReportAttempt): void {
  replace(target, name, () => {
    throw refused(what, report)
  })
}

function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false })
}

function refused(what: string, report: ReportAttempt): Error {
  report(what)
  const message = `A connector in a child process may not ${what}. Use ctx.http or ctx.fetch, or declare \`permissions.net\`.`
  return Object.assign(new Error(message), { code: 'ERR_ACCESS_DENIED' })
}
