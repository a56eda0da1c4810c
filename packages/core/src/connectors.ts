export { hostDestination, type HostDestinationOptions } from './host/host-destination.ts'
export {
  airbyteDestination,
  type AirbyteDestination,
  type AirbyteOptions,
} from './run/airbyte/airbyte-destination.ts'
export type { AirbyteMessage } from './run/airbyte/airbyte-messages.ts'
