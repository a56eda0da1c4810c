import { openDestination, type OpenDestination } from '@revetl/testkit'
import destination from '../src/index.ts'

/** Opens the destination on a database of a test. */
export function open(url: string, options: Record<string, unknown> = {}): Promise<OpenDestination> {
  return openDestination(destination, { config: { url, ...options } })
}
