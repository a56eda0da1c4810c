import { secret } from '@revetl/sdk'
import { z } from 'zod'
import { authSchema } from './auth.ts'
import { checkOperations } from './check-operations.ts'
import { limitsSchema } from './limits.ts'
import { objectSchema } from './objects.ts'
import { signatureSchema } from './signature.ts'

/** The configuration of an HTTP destination. */
export const configSchema = z
  .strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Base URL',
        description: 'What paths stand below: `https://api.example.com/v1`.',
      }),
    auth: authSchema.optional(),
    headers: z.record(z.string(), z.string()).default({}).meta({
      title: 'Headers',
      description: 'Headers of every request.',
    }),
    secretHeaders: z
      .record(z.string(), secret(z.string().min(1)))
      .default({})
      .meta({
        title: 'Secret headers',
        description: 'Headers of every request whose values are secrets, for APIs with two keys.',
      }),
    signature: signatureSchema.optional(),
    limits: limitsSchema.prefault({}),
    check: z
      .strictObject({
        url: z
          .string()
          .min(1)
          .meta({ title: 'URL', description: 'Absolute or a path below `baseUrl`.' }),
        account: z.string().optional().meta({
          title: 'Account',
          description: 'Where the answer names the account, for example `data.id`.',
        }),
      })
      .optional()
      .meta({
        title: 'Check',
        description: 'A GET that tries the credentials. Absent: only whether the host answers.',
      }),
    objects: z.record(z.string().min(1), objectSchema).meta({
      title: 'Objects',
      description: 'What can be written, by a name of your choice.',
    }),
  })
  .superRefine(checkOperations)

/** The checked configuration of an HTTP destination. */
export type HttpConfig = z.output<typeof configSchema>
