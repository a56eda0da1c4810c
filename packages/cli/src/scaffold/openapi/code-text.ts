/** A text as a string of TypeScript. */
export function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(/\s+/g, ' ')}'`
}

/** A name as a member of an object literal. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name)
}

/** `line-items` as `lineItems`. */
export function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const joined = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
  const start = joined.charAt(0).toLowerCase() + joined.slice(1)
  // Not a number and not a word of the language.
  return /^(\d|(class|default|delete|export|function|import|new|package|return)$)/.test(start)
    ? `the${joined.charAt(0).toUpperCase()}${joined.slice(1)}`
    : start
}

/** `lineItems` as `line-items`, the name of a file. */
export function kebabCase(name: string): string {
  return camelCase(name)
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/^-/, '')
}

/** The function of the client that makes a call: `upsertLineItems`. */
export function functionName(operation: string, object: string): string {
  const name = camelCase(object)
  return `${operation}${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

/** `apiKey` as `API_KEY`. */
export function constantCase(name: string): string {
  return kebabCase(name).replaceAll('-', '_').toUpperCase()
}
