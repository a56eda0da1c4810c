import type { OperationDefinition } from '../destination.ts'
import type { FieldDefinitions } from '../fields.ts'

/** The `write` of an operation, as the adapters make it. */
export type Write<
  Fields extends FieldDefinitions = FieldDefinitions,
  Config = unknown,
> = OperationDefinition<Fields, Config>['write']
