import { expect, test } from 'vitest'
import { configSchema } from '../src/config.ts'
import { serverAddress } from '../src/server-address.ts'

const addressOf = (config: unknown) => serverAddress(configSchema.parse(config))

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
