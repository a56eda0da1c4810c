import { setTimeout as sleep } from 'node:timers/promises'
import { inFlight } from './crash-case.ts'
import type { CrashWorld } from './crash-world.ts'
import { edited } from './model-rows.ts'

// The grace is three seconds; a machine with too much to do takes longer to end. Without it, this takes minutes.
const stopSecondsMax = 20

async function until(world: CrashWorld, writes: number): Promise<void> {
  while (world.server.writes < writes) await sleep(5)
}

/** C-10: a polite kill in mid-batch. What was answered in time is never sent again. */
export async function terminate(world: CrashWorld): Promise<void> {
  world.server.answerMs = 150
  const { writes } = world.server
  const end = await world.process(undefined, {
    meanwhile: async (child) => {
      await until(world, writes + 6)
      child.kill('SIGTERM')
    },
  })
  if (end.report?.status !== 'cancelled') world.violate(`ended ${end.report?.status} on SIGTERM`)
  const answered = new Set(world.server.log.map(({ id, name }) => `${id} ${name}`)).size
  if (end.report?.outcomes['ok'] !== answered) {
    world.violate(`${answered} were answered, ${end.report?.outcomes['ok']} counted`)
  }
  world.server.answerMs = 0
  await world.converge()
}

/** C-10: the same against a vendor that does not answer any more. */
export async function terminateUnanswered(world: CrashWorld): Promise<void> {
  world.server.answerMs = Infinity
  let stopMs = 0
  await world.process(undefined, {
    meanwhile: async (child) => {
      await until(world, inFlight)
      stopMs = performance.now()
      child.kill('SIGTERM')
    },
  })
  const seconds = (performance.now() - stopMs) / 1000
  if (seconds > stopSecondsMax) world.violate(`took ${seconds} s to stop`)
  world.server.answerMs = 0
  // Recorded as unknown, and sent again: that much may be repeated.
  world.doubt()
  await world.converge()
}

/** C-11: the memory of a process is used up in mid-run. */
export async function runOutOfMemory(world: CrashWorld): Promise<void> {
  const nodeFlags = ['--max-old-space-size=48']
  for (let version = 1; version <= 2; version++) {
    world.rows = edited(world.rows, version)
    const boundary = version === 1 ? 'answer received' : 'after settlement'
    const { signal } = await world.process({ boundary, passes: 2, how: 'memory' }, { nodeFlags })
    if (signal === null) world.violate('its memory did not end')
  }
  await world.converge()
}

/**
 * C-14: a process is stopped for longer than its lease lives, another one takes over, and it wakes up again. Clocks
 * run twenty times as fast: the lease is over after 1.5 seconds.
 */
export async function wakeUpAsZombie(world: CrashWorld): Promise<void> {
  const order = { clockSpeed: 20 }
  const { server } = world
  server.answerMs = 100
  let writesBefore = 0
  const zombie = world.runProcess(undefined, {
    order,
    meanwhile: async (child) => {
      await until(world, 3)
      child.kill('SIGSTOP')
      server.answerMs = 0
      await sleep(200)
      const heir = await world.runProcess(undefined, {
        order: { ...order, leaseWaitMs: 120_000 },
      })
      if (heir.report?.status !== 'success') world.violate(`the heir: ${heir.report?.code}`)
      writesBefore = server.writes
      child.kill('SIGCONT')
    },
  })
  const { report } = await zombie
  if (report?.code !== 'REV_STATE_LEASE_LOST')
    world.violate(`the zombie ended with ${report?.code}`)
  if (server.writes - writesBefore > inFlight) {
    world.violate(`the zombie wrote ${server.writes - writesBefore} more batches`)
  }
  world.doubt()
  await world.converge()
}

/** T-03: the disk is full after ever more bytes, until everything fits. Each time nothing more is sent. */
export async function fillDisk(world: CrashWorld): Promise<void> {
  let failures = 0
  for (
    let blocks = 0, isFull = true;
    isFull;
    blocks = Math.max(blocks + 8, Math.ceil(blocks * 1.1))
  ) {
    world.rows = edited(world.rows, failures + 1)
    const { report } = await world.process(undefined, { fileBlocksMax: blocks })
    isFull = report?.code !== undefined
    if (isFull && report?.code !== 'REV_STATE_WRITE') world.violate(`full: ${report?.code}`)
    if (isFull) failures++
    // A batch that went out and could not be settled is in doubt, as after a kill.
    if (isFull) world.doubt()
  }
  if (failures < 5) world.violate(`the disk was full ${failures} times`)
  await world.converge()
}

/** T-05: a second process starts the sync while the first one runs. */
export async function startTwice(world: CrashWorld): Promise<void> {
  const { server } = world
  const { promise, resolve } = Promise.withResolvers<void>()
  server.gate = promise
  let second: number | undefined
  await world.runProcess(undefined, {
    meanwhile: async () => {
      await until(world, 2)
      const { report, pid } = await world.runProcess()
      second = pid
      if (report?.code !== 'REV_STATE_BUSY') world.violate(`the second: ${report?.code}`)
      resolve()
    },
  })
  if (server.log.some(({ worker }) => worker === second)) world.violate('the second one wrote')
  await world.converge()
}
