import { expect, test } from 'vitest'
import { z } from 'zod'
import { serverAddress, serverConfig, tlsOptions, type ServerKind } from '../../src/sql.ts'

const kind: ServerKind = {
  name: 'Acme',
  protocols: ['postgres', 'postgresql'],
  port: 5432,
  isDatabaseOfUser: true,
  faultOf: () => undefined,
  loginHint: 'Check the password.',
}
const configSchema = serverConfig(kind, { user: 'Who reads.', more: {} })

const addressOf = (config: unknown) => serverAddress(configSchema.parse(config), kind)

test('reads every part of a URL', () => {
  const url = 'postgresql://re%40der:p%3Aw%2F@db.example.com:6432/sales%20data?sslmode=require'
  expect(addressOf({ url })).toEqual({
    host: 'db.example.com',
    port: 6432,
    database: 'sales data',
    user: 're@der',
    password: 'p:w/',
    ssl: 'require',
  })
})

test('checks the certificate unless told otherwise, and needs none on this machine', () => {
  expect(addressOf({ url: 'postgres://a@db.example.com' }).ssl).toBe('verify-full')
  expect(addressOf({ host: 'db.example.com', user: 'a' }).ssl).toBe('verify-full')
  expect(addressOf({ url: 'postgres://a@127.0.0.1' }).ssl).toBe('disable')
  expect(addressOf({ url: 'postgres://a@[::1]' })).toMatchObject({ host: '::1', ssl: 'disable' })
  expect(addressOf({ host: '/var/run/postgresql', user: 'a' }).ssl).toBe('disable')
  expect(
    addressOf({ url: 'postgres://a@db.example.com?sslmode=disable', ssl: 'require' }).ssl,
  ).toBe('require')
})

test('takes the name of the user for the database where none is given', () => {
  expect(addressOf({ url: 'postgres://ann@127.0.0.1' }).database).toBe('ann')
  expect(addressOf({ host: '127.0.0.1', user: 'ann' }).database).toBe('ann')
  const none = serverAddress(configSchema.parse({ host: '127.0.0.1', user: 'ann' }), {
    ...kind,
    isDatabaseOfUser: false,
  })
  expect(none.database).toBe('')
})

test('takes further options of the connector, and refuses what nobody knows', () => {
  const schema = serverConfig(kind, { user: 'Who reads.', more: { rowsMax: z.int().default(7) } })
  expect(schema.parse({ host: 'h', user: 'u' })).toMatchObject({ port: 5432, rowsMax: 7 })
  expect(() => schema.parse({ host: 'h', user: 'u', rows: 1 })).toThrow('rows')
})

test('checks the certificate only where that is wanted, by the authority that is given', () => {
  const address = addressOf({ url: 'postgres://a@db.example.com' })
  expect(tlsOptions(address, undefined)).toEqual({ rejectUnauthorized: true })
  expect(tlsOptions({ ...address, ssl: 'require' }, 'PEM')).toEqual({
    rejectUnauthorized: false,
    ca: 'PEM',
  })
  expect(tlsOptions({ ...address, ssl: 'disable' }, 'PEM')).toBeUndefined()
})

test.each([
  [{}, /either `url` or `host`/],
  [{ url: 'postgres://a@h.example.com', host: 'h.example.com' }, /either `url` or `host`/],
  [{ host: 'h.example.com' }, /Expected a `user`/],
  [{ url: 'mysql://a@h.example.com/x' }, /Invalid URL/i],
  [{ url: 'postgres://a@h.example.com', sslmode: 'require' }, /sslmode/],
])('refuses %j', (config, message) => {
  expect(() => configSchema.parse(config)).toThrow(message)
})

const withQuery = (query: string) => () =>
  addressOf({ url: `postgres://a:hidden@h.example.com/d?${query}` })

test('refuses what it does not know in a URL, and never repeats the password', () => {
  expect(withQuery('sslmode=prefer')).toThrow('expected sslmode to be one of')
  expect(withQuery('options=-c')).toThrow('the parameter options is not known')
  expect(withQuery('sslmode=prefer')).not.toThrow('hidden')
})
