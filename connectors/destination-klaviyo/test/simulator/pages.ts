import { reply, type Reply, type SimulatorRequest } from '@revetl/testkit/simulator'
import { refusal } from './errors.ts'

/** One page of a list, with a link to the next: https://developers.klaviyo.com/en/docs/pagination_ (read 2026-11-27) */
export function pageOf(
  request: SimulatorRequest,
  all: readonly object[],
  { sizeDefault, sizeMax }: { readonly sizeDefault: number; readonly sizeMax: number },
): Reply {
  const size = Number(request.query.get('page[size]') ?? sizeDefault)
  if (!(size >= 1 && size <= sizeMax)) {
    const detail = `Page size must be between 1 and ${sizeMax}.`
    return refusal(400, {
      code: 'invalid',
      title: 'Invalid input.',
      detail,
      parameter: 'page[size]',
    })
  }
  const start = Number(request.query.get('page[cursor]') ?? 0)
  const origin = `http://${request.headers.host}`
  const at = (cursor: number): string => {
    const url = new URL(request.path, origin)
    url.search = new URLSearchParams({ 'page[cursor]': String(cursor) }).toString()
    return url.href
  }
  const hasNext = start + size < all.length
  return reply(200, {
    data: all.slice(start, start + size),
    links: { self: at(start), ...(hasNext ? { next: at(start + size) } : {}) },
  })
}
