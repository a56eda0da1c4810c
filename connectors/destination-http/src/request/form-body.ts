import { isExactNumber, parseJson, type Value } from '@revetl/sdk'

/** A JSON object as a form, nested names in brackets: `address[city]=Bern&tags[0]=a`. Nulls are empty. */
export function formBody(json: string): string {
  const pairs: string[] = []
  addPairs(pairs, '', parseJson(json))
  return pairs.join('&')
}

function addPairs(pairs: string[], name: string, value: Value): void {
  if (typeof value === 'object' && value !== null && !isExactNumber(value)) {
    for (const [key, member] of Object.entries(value)) {
      addPairs(pairs, name === '' ? key : `${name}[${key}]`, member)
    }
    return
  }
  const text = value === null ? '' : String(value)
  pairs.push(
    `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`,
  )
}
