import { tlsOptions, type ServerAddress } from '../server-address.ts'

const connectTimeoutMs = 10_000

/** The options of a client of `pg` (node-postgres) for an address. `sslCa` is PEM text of an authority. */
export function pgOptions(address: ServerAddress, sslCa: string | undefined) {
  const { host, port, database, user, password } = address
  return {
    host,
    port,
    database,
    user,
    // An empty text, since without one the library would look into files and the environment.
    password,
    ssl: tlsOptions(address, sslCa) ?? false,
    application_name: 'rev',
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
  }
}

/** The options of a connection of `mysql2` for an address: values come as exact text. `sslCa` as above. */
export function mysql2Options(address: ServerAddress, sslCa: string | undefined) {
  const { host, port, user, password, database } = address
  const tls = tlsOptions(address, sslCa)
  return {
    ...(host.startsWith('/') ? { socketPath: host } : { host, port }),
    user,
    password,
    ...(database === '' ? {} : { database }),
    // Without verifyIdentity the library takes a certificate of any name.
    ...(tls ? { ssl: { ...tls, verifyIdentity: tls.rejectUnauthorized } } : {}),
    charset: 'utf8mb4',
    connectAttributes: { program_name: 'rev' },
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    // The server must not be able to ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    multipleStatements: false,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  }
}
