import { z } from 'zod'

const text = z.string().min(1)

/** The configuration of a Databricks source. */
export const configSchema = z
  .strictObject({
    workspaceUrl: z.url({ protocol: /^https?$/ }).meta({
      title: 'Workspace',
      description: 'The address of the workspace, such as https://adb-123.4.azuredatabricks.net.',
    }),
    warehouseId: text.meta({
      title: 'Warehouse',
      description:
        'The id of the SQL warehouse that runs the statements; it is started if it is asleep.',
    }),
    catalog: text.optional().meta({
      title: 'Catalog',
      description: 'The catalog of names that name none. Default: that of the workspace.',
    }),
    schema: text.optional().meta({
      title: 'Schema',
      description: 'The schema of names that name none, and the only one that is discovered.',
    }),
    token: text.optional().meta({
      title: 'Token',
      description: 'A personal access token, instead of a service principal.',
      'x-rev-secret': true,
    }),
    clientId: text.optional().meta({
      title: 'Client id',
      description: 'The application id of a service principal (OAuth, machine to machine).',
    }),
    clientSecret: text.optional().meta({
      title: 'Client secret',
      description: 'An OAuth secret of the service principal.',
      'x-rev-secret': true,
    }),
  })
  .refine(({ token, clientId }) => (token === undefined) !== (clientId === undefined), {
    message: 'Expected either `token` or `clientId`',
    path: ['token'],
  })
  .refine(
    ({ clientId, clientSecret }) => (clientId === undefined) === (clientSecret === undefined),
    { message: 'Expected `clientId` and `clientSecret` together', path: ['clientSecret'] },
  )

/** The checked configuration of a Databricks source. */
export type DatabricksConfig = z.output<typeof configSchema>
