import {
  apiVersion,
  defineDestination,
  object,
  type FieldDefinitions,
  type OperationDefinition,
} from '@revetl/sdk'
import { check } from './check.ts'
import { toAuth } from './config/auth.ts'
import { configSchema, type HttpConfig } from './config/config.ts'
import { toQuotas } from './config/limits.ts'
import { catalogOf } from './discover.ts'
import { hostsOf, mainHost } from './request/hosts.ts'
import { write } from './write.ts'

/** `discover` says of each operation what its configuration does; these are the most careful answers. */
const operation: OperationDefinition<FieldDefinitions, HttpConfig> = {
  batch: { recordsMax: 1 },
  atomicity: 'per-record',
  resend: 'unsafe',
  write,
}

/** The HTTP destination: any JSON API, by configuration alone. */
export default defineDestination({
  id: 'http',
  apiVersion,
  title: 'HTTP API or webhook',
  vendor: { name: 'Any HTTP API' },
  config: configSchema,
  auth: ({ auth }) => toAuth(auth),
  network: { hosts: hostsOf },
  quotas: (config) => toQuotas(config.limits, mainHost(config)),
  check,
  discover: async ({ config }) => catalogOf(config),
  objects: {},
  dynamicObject: object(configSchema, {
    title: 'An object of the configuration',
    fields: {},
    isOpen: true,
    operations: {
      create: operation,
      update: operation,
      upsert: operation,
      delete: operation,
      append: operation,
      add: operation,
      remove: operation,
    },
  }),
})
