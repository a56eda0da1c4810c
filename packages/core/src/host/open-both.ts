import type { OpenDestination, OpenSource } from '../open-connections.ts'
import type { Connection } from '../connection.ts'
import type { HostServices } from './host-services.ts'
import { openDestination } from './open-destination.ts'
import { openSource } from './open-source.ts'

/** The two ends of a sync, opened. */
export interface OpenEnds {
  readonly destination: OpenDestination
  readonly source: OpenSource
}

/** Opens both ends of a sync at once, since each may have a process to start. Where one fails the other is closed. */
export async function openBoth(
  ends: { readonly destination: Connection; readonly source: Connection },
  services: HostServices,
  destinationServices: HostServices = services,
): Promise<OpenEnds> {
  const [destination, source] = await Promise.allSettled([
    openDestination(ends.destination, destinationServices),
    openSource(ends.source, services),
  ])
  if (destination.status === 'fulfilled' && source.status === 'fulfilled') {
    return { destination: destination.value, source: source.value }
  }
  if (destination.status === 'fulfilled') await destination.value[Symbol.asyncDispose]()
  if (source.status === 'fulfilled') await source.value[Symbol.asyncDispose]()
  const [failed] = [destination, source].filter((one) => one.status === 'rejected')
  throw failed?.reason
}
