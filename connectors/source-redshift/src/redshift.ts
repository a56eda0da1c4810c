import { postgresServer, type ServerKind } from '@revetl/sdk/sql'

/** What tells a Redshift server from others. It speaks the protocol of Postgres. */
export const redshift: ServerKind = {
  ...postgresServer,
  name: 'Redshift',
  protocols: ['redshift', 'postgres', 'postgresql'],
  port: 5439,
  loginHint:
    'Check user and password. Temporary credentials of IAM end within the hour, and their user name begins with IAM: or IAMR:.',
}
