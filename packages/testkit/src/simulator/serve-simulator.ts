import { once } from 'node:events'
import type { Simulator } from './simulator-options.ts'

/**
 * Runs a simulator as a program, until it is told to stop. Its first line is JSON: the URL, and what a user needs to
 * sign in.
 */
export async function serveSimulator(
  simulator: Simulator,
  shown: Readonly<Record<string, unknown>>,
): Promise<void> {
  await using running = simulator
  process.stdout.write(`${JSON.stringify({ url: running.url, ...shown })}\n`)
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
