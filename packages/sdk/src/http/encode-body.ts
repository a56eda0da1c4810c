import type { HttpRequest } from '../http-client.ts'

/**
 * The body of a request as it goes on the wire; sets `content-type` for JSON.
 * @throws TypeError where the value has no exact JSON.
 */
export function encodeBody(
  request: HttpRequest,
  headers: Record<string, string>,
): Uint8Array | string | null {
  if (request.json === undefined) return request.body ?? null
  if (request.body !== undefined) throw new TypeError('it has both `json` and `body`.')
  const place = notFinitePlace(request.json, '$')
  if (place !== undefined) throw new TypeError(`${place} is not a finite number.`)
  const text = JSON.stringify(request.json) as string | undefined
  if (text === undefined) throw new TypeError('`json` has no JSON form.')
  headers['content-type'] ??= 'application/json'
  return text
}

// JSON.stringify writes null for NaN and the infinities, which would blank a field in silence.
function notFinitePlace(value: unknown, place: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : place
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return undefined
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const found = notFinitePlace(value[index], place)
      if (found !== undefined) return `${place}[${index}]${found.slice(place.length)}`
    }
    return undefined
  }
  for (const name in value) {
    const found = notFinitePlace((value as Record<string, unknown>)[name], place)
    if (found !== undefined) return `${place}.${name}${found.slice(place.length)}`
  }
  return undefined
}
