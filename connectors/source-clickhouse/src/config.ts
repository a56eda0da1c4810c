import { z } from 'zod'

/** The configuration of a ClickHouse source. */
export const configSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).meta({
      title: 'URL',
      description: 'The HTTP interface: https://host:8443 in the cloud, http://host:8123 at home.',
    }),
    user: z.string().min(1).default('default').meta({
      title: 'User',
      description: 'A user that can read and cannot write is best.',
    }),
    password: z.string().min(1).optional().meta({
      title: 'Password',
      description: 'The password of the user.',
      'x-rev-secret': true,
    }),
    accessToken: z.string().min(1).optional().meta({
      title: 'Access token',
      description: 'A JSON Web Token of ClickHouse Cloud, instead of a password.',
      'x-rev-secret': true,
    }),
    database: z.string().min(1).optional().meta({
      title: 'Database',
      description:
        'The database of names that name none, and the only one that is discovered. Default: that of the user, and all.',
    }),
    sslCa: z.string().min(1).optional().meta({
      title: 'Certificate authority',
      description: 'PEM text of the authority that signed the certificate of the server.',
    }),
  })
  .refine(({ password, accessToken }) => password === undefined || accessToken === undefined, {
    message: 'Expected either `password` or `accessToken`',
    path: ['accessToken'],
  })
  .refine(({ url }) => !hasCredentials(url), {
    message: 'Expected the credentials in `user` and `password`',
    path: ['url'],
  })

function hasCredentials(url: string): boolean {
  const { username = '', password = '' } = URL.canParse(url) ? new URL(url) : {}
  return username !== '' || password !== ''
}

/** The checked configuration of a ClickHouse source. */
export type ClickhouseConfig = z.output<typeof configSchema>
