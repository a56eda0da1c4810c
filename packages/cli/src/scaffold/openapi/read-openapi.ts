import { readFile } from 'node:fs/promises'
import { errorMessage, RevError } from '@revetl/sdk'
import { parse } from 'yaml'
import { isJson, OpenapiDocument } from './openapi-document.ts'

/**
 * Reads a description of an API, JSON or YAML, from a file or a URL.
 * @throws `REV_USAGE` where it cannot be had or is no OpenAPI 3.
 */
export async function readOpenapi(source: string): Promise<OpenapiDocument> {
  const text = await readText(source).catch((cause: unknown) => {
    throw unusable(source, errorMessage(cause), cause)
  })
  const root = parseText(source, text)
  if (!isJson(root) || !String(root['openapi']).startsWith('3.')) {
    throw unusable(source, 'expected an OpenAPI 3 document')
  }
  return new OpenapiDocument(root)
}

async function readText(source: string): Promise<string> {
  if (!/^https?:\/\//.test(source)) return readFile(source, 'utf8')
  const response = await fetch(source)
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response.text()
}

function parseText(source: string, text: string): unknown {
  try {
    // JSON is YAML.
    return parse(text, { maxAliasCount: 1000 }) as unknown
  } catch (cause) {
    throw unusable(source, errorMessage(cause), cause)
  }
}

function unusable(source: string, why: string, cause?: unknown): RevError {
  return new RevError('REV_USAGE', `Failed to read ${source}: ${why}.`, {
    cause,
    hint: 'Name a file or a URL with an OpenAPI 3 description, JSON or YAML.',
  })
}
