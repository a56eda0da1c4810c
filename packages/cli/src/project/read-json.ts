import { readFile } from 'node:fs/promises'

/** The content of a JSON file that rev or npm has checked before. */
export async function readJson<Content>(file: string): Promise<Content> {
  return JSON.parse(await readFile(file, 'utf8')) as Content
}
