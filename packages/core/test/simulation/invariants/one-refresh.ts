import type { SentRequest } from '../destination-model.ts'
import type { World } from '../world.ts'
import type { Invariant } from './invariant.ts'

/** INV-18. */
export const oneRefresh: Invariant = {
  id: 'INV-18',
  name: 'auth',
  sentence:
    'A refresh token is presented by one process at a time and never again once what it brought is durable; the grant outlives every error that may pass.',
  onSent: (world, request) => {
    const { presents, number } = request
    if (presents === undefined) return
    const others = world.grant?.questions.filter((one) => one.presents === presents) ?? []
    const rival = others.find((one) => one !== request && isUnderWay(world, one))
    if (rival !== undefined) {
      world.violate(
        'INV-18',
        `request ${number} presents refresh token ${presents} while request ${rival.number} does`,
      )
    }
    if (world.grant?.isKept(presents) === true) {
      world.violate(
        'INV-18',
        `request ${number} presents refresh token ${presents}, whose successor is durable`,
      )
    }
  },
  onArrived: (world, { number, path }) => {
    if (path !== '/token' || world.grant?.model.isRevoked !== true) return
    world.violate('INV-18', `the vendor revoked the grant because of request ${number}`)
  },
  onLedger: (world, { name, args, worker }) => {
    if (args[0] !== '#tokens') return
    if (name === 'cacheSet') world.grant?.keep(worker)
    if (name === 'cacheDelete') world.violate('INV-18', `${worker.name} destroyed the grant`)
  },
}

/** Whether a process that is alive may still get an answer to a request. */
function isUnderWay({ grant }: World, request: SentRequest): boolean {
  return !request.isOver && grant?.isAlive(request) === true
}
