import { z } from 'zod'

/** The configuration of a Snowflake source. */
export const configSchema = z
  .strictObject({
    account: z
      .string()
      .regex(/^[\w.-]+$/)
      .meta({
        title: 'Account',
        description: 'The account identifier, such as acme-prod, or xy12345.eu-central-1.',
      }),
    user: z.string().min(1).optional().meta({
      title: 'User',
      description: 'The login name of the user that the private key belongs to.',
    }),
    privateKey: z.string().min(1).optional().meta({
      title: 'Private key',
      description: 'PEM text of the RSA key whose public half the user has.',
      'x-rev-secret': true,
    }),
    privateKeyPassphrase: z.string().min(1).optional().meta({
      title: 'Passphrase',
      description: 'What the private key is encrypted with.',
      'x-rev-secret': true,
    }),
    accessToken: z.string().min(1).optional().meta({
      title: 'Access token',
      description: 'An OAuth token, instead of a key.',
      'x-rev-secret': true,
    }),
    oauthTokenUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Token end point',
        description:
          'Where the identity provider of an External OAuth integration gives tokens for client credentials.',
      }),
    oauthClientId: z.string().min(1).optional().meta({
      title: 'Client',
      description: 'The client at the identity provider.',
    }),
    oauthClientSecret: z.string().min(1).optional().meta({
      title: 'Client secret',
      description: 'The secret of the client.',
      'x-rev-secret': true,
    }),
    oauthScope: z.string().min(1).optional().meta({
      title: 'Scope',
      description: 'What the token is asked for, such as session:role:REV_READER.',
    }),
    role: z.string().min(1).optional().meta({
      title: 'Role',
      description: 'The role that reads, capitals as they are. Default: that of the user.',
    }),
    warehouse: z.string().min(1).optional().meta({
      title: 'Warehouse',
      description:
        'The warehouse that runs queries, capitals as they are. Default: that of the user.',
    }),
    database: z.string().min(1).optional().meta({
      title: 'Database',
      description:
        'The database of names that name none, and the only one that is discovered, capitals as they are.',
    }),
    schema: z.string().min(1).optional().meta({
      title: 'Schema',
      description: 'The schema of names that name none, capitals as they are.',
    }),
    statementTimeoutS: z.int().min(1).max(604_800).optional().meta({
      title: 'Statement timeout',
      description: 'After so many seconds Snowflake stops a query. Default: that of the account.',
    }),
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Base URL',
        description:
          'Another address of the account, for a private link. Default: https://‹account›.snowflakecomputing.com.',
      }),
  })
  .refine((config) => waysToLogIn(config).length === 1, {
    message: 'Expected one of `privateKey`, `accessToken` and `oauthTokenUrl`',
    path: ['privateKey'],
  })
  .refine(({ privateKey, user }) => privateKey === undefined || user !== undefined, {
    message: 'Expected the `user` of the private key',
    path: ['user'],
  })
  .refine(
    ({ oauthTokenUrl, oauthClientId, oauthClientSecret }) =>
      oauthTokenUrl === undefined ||
      (oauthClientId !== undefined && oauthClientSecret !== undefined),
    {
      message: 'Expected `oauthClientId` and `oauthClientSecret` beside it',
      path: ['oauthTokenUrl'],
    },
  )

interface LogIn {
  readonly privateKey?: string | undefined
  readonly accessToken?: string | undefined
  readonly oauthTokenUrl?: string | undefined
}

function waysToLogIn({ privateKey, accessToken, oauthTokenUrl }: LogIn): readonly string[] {
  return [privateKey, accessToken, oauthTokenUrl].filter((way) => way !== undefined)
}

/** The checked configuration of a Snowflake source. */
export type SnowflakeConfig = z.output<typeof configSchema>

/** Where the account is, without a slash at its end. */
export function originOf({ account, baseUrl }: SnowflakeConfig): string {
  // Host names have no underscores: https://docs.snowflake.com/en/user-guide/admin-account-identifier (to be confirmed)
  const host = `${account.toLowerCase().replaceAll('_', '-')}.snowflakecomputing.com`
  return new URL(baseUrl ?? `https://${host}`).origin
}
