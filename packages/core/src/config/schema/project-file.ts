import { z } from 'zod'
import { deliveryOptions } from './delivery-options.ts'
import { childOptions } from './child-options.ts'
import { childLimitsKey, namePattern, runInKey } from './names.ts'
import { duration } from './shared-shapes.ts'
import { sizePattern } from './sizes.ts'
import { runsIn } from '../../connection.ts'

const runIn = z.enum(runsIn).meta({
  description:
    'Which process runs the connector. Default: a child for installed connectors, this process for linked ones.',
})

/** The keys beside `connector` that are for rev and not for the connector. */
export const hostKeys = { [runInKey]: runIn.optional(), [childLimitsKey]: childOptions.optional() }

/** A configured connector; its own keys stand beside `connector` and its own schema checks them. */
export const connectionEntry = z
  .looseObject({
    connector: z
      .string()
      .min(1)
      .meta({
        description: 'The id, package name or path of an installed connector.',
        examples: ['postgres', 'rev-destination-acme', './my-connector'],
      }),
    ...hostKeys,
  })
  .meta({ description: "A connector and, beside it, the connector's own configuration." })

const connections = z.record(z.string().regex(namePattern), connectionEntry)

/** Which dbt project syncs may take models from. */
const dbt = z
  .strictObject({
    project: z
      .string()
      .min(1)
      .meta({
        description: 'The folder of dbt_project.yml, relative to this project.',
        examples: ['../dbt'],
      }),
    target_path: z.string().min(1).optional().meta({
      description:
        "Where dbt writes manifest.json, catalog.json and run_results.json, relative to its project: dbt's own `target-path`.",
      default: 'target',
    }),
    source: z.string().min(1).optional().meta({
      description:
        'The source that reads what dbt builds; may be left out when there is exactly one.',
    }),
    max_age: duration.optional().meta({
      description:
        "How old dbt's run results may be, and that they must tell of tests; without it, what is missing or old is only noted.",
      examples: ['24h'],
    }),
  })
  .meta({ description: 'A dbt project whose models syncs may name.' })

/** rev.yaml. */
export const projectFile = z
  .strictObject({
    name: z.string().min(1).max(200).meta({ description: 'The name of the project.' }),
    sources: connections.optional().meta({ description: 'Where models are read, by name.' }),
    destinations: connections.optional().meta({ description: 'Where changes go, by name.' }),
    dbt: dbt.optional(),
    state: z
      .strictObject({
        path: z.string().min(1).optional().meta({
          description: 'The folder of local state, relative to the project.',
          default: '.rev',
        }),
        token_key: z
          .string()
          .min(1)
          .optional()
          .meta({
            description:
              'The key that tokens of logins are encrypted with: a reference to 32 bytes in base64 or hex. Default: one that rev makes, in a file beside the state.',
            examples: ['${env:REV_TOKEN_KEY}', '${cmd:vault read -field=key secret/rev}'],
          }),
      })
      .optional()
      .meta({ description: 'Where rev remembers what was delivered.' }),
    egress: z
      .strictObject({
        allow: z
          .array(z.string().min(1))
          .optional()
          .meta({
            description:
              'Addresses, ranges and host names that connectors may reach besides public ones.',
            examples: [['127.0.0.1/32', '10.0.0.0/8', 'crm.internal']],
          }),
      })
      .optional()
      .meta({ description: 'Which non-public addresses connectors may reach.' }),
    memory: z
      .string()
      .regex(sizePattern)
      .optional()
      .meta({
        description: 'Memory for the local engine; larger work spills to disk.',
        examples: ['1GB'],
      }),
    defaults: z
      .strictObject(deliveryOptions)
      .optional()
      .meta({ description: 'Options for every sync that does not give its own.' }),
  })
  .meta({ title: 'rev project', description: 'rev.yaml: the connections of a project.' })

/** rev.yaml as it is written. */
export type ProjectFile = z.infer<typeof projectFile>
