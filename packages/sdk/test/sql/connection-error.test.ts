import { expect, test } from 'vitest'
import { connectionError, errorCodeOf, type ServerKind } from '../../src/sql.ts'

const kind: ServerKind = {
  name: 'Acme',
  protocols: ['acme'],
  port: 1,
  isDatabaseOfUser: false,
  loginHint: 'Check the password.',
  faultOf: (error) =>
    ({ L: 'login', D: 'database', P: 'permission', E: 'encryption' } as const)[errorCodeOf(error)],
}
const address = {
  host: 'db.example.com',
  port: 1,
  database: 'shop',
  user: 'ann',
  password: 'never-shown',
  ssl: 'require',
} as const

test.for([
  ['L', 'REV_AUTH_INVALID', 'the user ann was refused (no)'],
  ['D', 'REV_CONFIG_INVALID', 'there is no database shop'],
  ['P', 'REV_AUTH_SCOPE', 'ann may not use it (no)'],
  ['E', 'REV_HTTP_TLS', 'no'],
  ['CERT_HAS_EXPIRED', 'REV_HTTP_TLS', 'no'],
  ['ECONNREFUSED', 'REV_NETWORK_UNREACHABLE', 'no'],
] as const)('a driver error %s is %s', ([code, expected, why]) => {
  const error = connectionError(Object.assign(new Error('no'), { code }), address, kind)
  expect(error).toMatchObject({
    code: expected,
    message: `Failed to connect to Acme at db.example.com:1: ${why}.`,
  })
  expect(JSON.stringify(error)).not.toContain('never-shown')
})
