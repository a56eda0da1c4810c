import type { ConfigSample } from '../define-conformance.ts'

/** Configurations of a connector for a database server, good and bad: a URL, or its parts. */
export function serverSamples(protocol: string): readonly ConfigSample[] {
  return [
    { name: 'a URL', config: { url: `${protocol}://u:p@db.example.com/d` } },
    { name: 'its parts', config: { host: 'db.example.com', user: 'u', password: 'p' } },
    { name: 'another protocol', config: { url: 'https://db.example.com' }, invalidAt: 'url' },
    { name: 'a host without a user', config: { host: 'db.example.com' }, invalidAt: 'user' },
    {
      name: 'both',
      config: { url: `${protocol}://u:p@h/d`, host: 'h', user: 'u' },
      invalidAt: 'url',
    },
  ]
}
