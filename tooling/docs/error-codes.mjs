// The table of error codes, read as text: the check must work before anything is built.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

const file = 'packages/sdk/src/error-codes.ts'

/**
 * @param {string} root
 * @returns {string[] | undefined} every code, or undefined while the table does not exist
 */
export function errorCodes(root) {
  const source = path.join(root, file)
  if (!existsSync(source)) return undefined
  /** @type {string[]} */
  const codes = []
  new Visitor({
    Property: ({ key }) => {
      if (key.type === 'Identifier' && key.name.startsWith('REV_')) codes.push(key.name)
    },
  }).visit(parseSync(file, readFileSync(source, 'utf8')).program)
  return codes
}
