import { expect, test } from 'vitest'
import { maskSecrets, maskSourceLine, secretVariants } from '../src/output/mask-secrets.ts'

const mask = (text: string, ...secrets: string[]) =>
  maskSecrets(text, new Set(secrets.flatMap(secretVariants)))

test('a secret is masked wherever it stands', () => {
  expect(mask('token abc123 refused: abc123', 'abc123')).toBe('token ••• refused: •••')
})

test('a secret is masked in the forms that URLs and JSON give it', () => {
  expect(mask('https://x/?key=a%2Fb%20c', 'a/b c')).toBe('https://x/?key=•••')
  expect(mask(String.raw`{"key":"a\"bcd"}`, 'a"bcd')).toBe('{"key":"•••"}')
})

test('of two secrets, one within the other, the longer one is masked whole', () => {
  expect(mask('secret-long', 'secret', 'secret-long')).toBe('•••')
})

test('a secret of a few characters would mask everything, so it is left', () => {
  expect(mask('a cat', 'a')).toBe('a cat')
})

test.for([
  ['    password: hunter2', '    password: •••'],
  ['accessToken: pat-1234 # mine', 'accessToken: •••'],
  ['  "client_secret": "x y"', '  "client_secret": •••'],
  ['url: postgres://ada:hunter2@db/app', 'url: postgres://ada:•••@db/app'],
])('a line of a file is shown without what looks like a secret: %s', ([line, shown]) => {
  expect(maskSourceLine(line ?? '')).toBe(shown)
})

test.for([
  'key: [title, release_date]',
  'password: ${env:DB_PASSWORD}',
  'url: https://example.com/a',
])('a line without a secret is shown as it is: %s', (line) => {
  expect(maskSourceLine(line)).toBe(line)
})
