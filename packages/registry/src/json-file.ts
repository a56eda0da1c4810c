import { readFile } from 'node:fs/promises'

/** A JSON object as it came from a file: nothing about it is checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A JSON object in a text; undefined where it is something else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a file that should hold one JSON object.
 * @returns the object; undefined where there is no such file.
 * @throws the system's error, or a SyntaxError where it holds something else.
 */
export async function readJsonObject(file: string): Promise<JsonObject | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  if (!isJsonObject(value)) throw new SyntaxError('expected a JSON object')
  return value
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR'
}
