import { numberFromText, RevError, type FilePlace, type Value, type ValueRecord } from '@revetl/sdk'
import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Scalar,
} from 'yaml'
import type { Problems } from '../problems.ts'

/** Steps from the top of a file: keys and list positions from 0. */
export type YamlPath = readonly (string | number)[]

/** A YAML file as plain values, with the place of each. */
export interface YamlFile {
  /** Relative to the project, with `/`. */
  readonly file: string
  readonly value: Value
  /** Where the value at a path stands; the nearest one above it where the path leads nowhere. */
  readonly placeOf: (...path: YamlPath) => FilePlace
  /** Where the key of the last step stands. */
  readonly keyPlaceOf: (...path: YamlPath) => FilePlace
}

// Bounds for a file that somebody else wrote: a bomb of aliases grows by expansion, not by its own size.
const nodesMax = 100_000
const depthMax = 64
const tooDeep = 'it is nested too deeply'

/**
 * Reads YAML 1.2 without tags, merge keys or more than one document; numbers keep every digit.
 * @returns undefined where it added problems.
 */
export function parseYaml(file: string, text: string, problems: Problems): YamlFile | undefined {
  const lines = new LineCounter()
  const place = (offset: number): FilePlace => {
    const { line, col } = lines.linePos(Math.max(0, offset))
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  const document = readDocument(text, lines)
  if (document === undefined || document.errors.length > 0) {
    for (const error of document?.errors ?? [{ message: tooDeep, pos: [0, 0] }]) {
      const [first = ''] = error.message.split('\n', 1)
      const reason = first.includes('call stack') ? tooDeep : first
      problems.add('REV_CONFIG_SYNTAX', `Failed to read ${file}: ${sentence(reason)}`, {
        place: place(error.pos[0]),
        hint: 'Correct the YAML at this line.',
      })
    }
    return undefined
  }
  const reader = new NodeReader(document, file, place)
  try {
    const value = reader.read(document.contents, 0)
    return { file, value, ...placesOf(document, place) }
  } catch (error) {
    if (!(error instanceof RevError)) throw error
    problems.take([error])
    return undefined
  }
}

function readDocument(text: string, lines: LineCounter): Document | undefined {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      version: '1.2',
      schema: 'core',
      prettyErrors: false,
      strict: true,
      uniqueKeys: true,
      logLevel: 'error',
    })
  } catch (error) {
    // The parser recurses, so a file of nothing but brackets ends its stack.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function sentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`
}

/** Turns nodes into values, within bounds. */
class NodeReader {
  readonly #document: Document
  readonly #file: string
  readonly #place: (offset: number) => FilePlace
  #nodes = 0

  constructor(document: Document, file: string, place: (offset: number) => FilePlace) {
    this.#document = document
    this.#file = file
    this.#place = place
  }

  read(node: unknown, depth: number): Value {
    if (node === null || node === undefined) return null
    const known = node as Node
    this.#nodes++
    if (this.#nodes > nodesMax) this.#refuse(known, `more than ${nodesMax} values`)
    if (depth > depthMax) this.#refuse(known, `more than ${depthMax} levels of nesting`)
    if ('tag' in known && typeof known.tag === 'string') this.#refuse(known, `the tag ${known.tag}`)
    if (isAlias(known)) return this.read(known.resolve(this.#document), depth + 1)
    if (isSeq(known)) return known.items.map((item) => this.read(item, depth + 1))
    if (isMap(known)) return this.#readMap(known.items, depth)
    return isScalar(known) ? this.#readScalar(known) : this.#refuse(known, 'a value of this kind')
  }

  #readMap(items: readonly unknown[], depth: number): ValueRecord {
    // fromEntries makes own properties of every name, `__proto__` too.
    return Object.fromEntries(
      items.filter(isPair).map(({ key, value }) => {
        if (isScalar(key) && key.value !== null) {
          return [keyText(key), this.read(value, depth + 1)]
        }
        return this.#refuse(key as Node, 'a key that is not text')
      }),
    )
  }

  #readScalar({ value, source }: Scalar): Value {
    if (typeof value === 'number') {
      return source !== undefined && jsonNumber.test(source) ? numberFromText(source) : value
    }
    return value as string | boolean | null
  }

  #refuse(node: Node | null, what: string): never {
    throw new RevError(
      'REV_CONFIG_SYNTAX',
      `Failed to read ${this.#file}: it has ${what}, which is not allowed.`,
      { place: this.#place(node?.range?.[0] ?? 0), hint: 'Write plain YAML.' },
    )
  }
}

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

function keyText(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function placesOf(
  document: Document,
  place: (offset: number) => FilePlace,
): Pick<YamlFile, 'placeOf' | 'keyPlaceOf'> {
  const find = (path: YamlPath): { value: number; key: number } => {
    let node: unknown = document.contents
    let [value, key] = [startOf(node) ?? 0, startOf(node) ?? 0]
    for (const step of path) {
      const resolved: unknown = isAlias(node) ? node.resolve(document) : node
      const below = stepInto(resolved, step)
      if (below === undefined) break
      node = below.value
      key = startOf(below.key) ?? startOf(node) ?? value
      value = startOf(node) ?? key
    }
    return { value, key }
  }
  return {
    placeOf: (...path) => place(find(path).value),
    keyPlaceOf: (...path) => place(find(path).key),
  }
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0]
}

function stepInto(
  node: unknown,
  step: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(step)]
    return value === undefined ? undefined : { key: value, value }
  }
  if (!isMap(node)) return undefined
  return node.items.find(({ key }) => isScalar(key) && keyText(key) === String(step))
}
