import type { Operation } from '../operation.ts'

/** An operation and the values in its path. */
export interface FoundOperation {
  readonly operation: Operation
  readonly values: Readonly<Record<string, string>>
}

/** Finds the operation of a request; a path without a placeholder wins over one with it. */
export class OperationIndex {
  readonly #entries: readonly { operation: Operation; pattern: RegExp; holes: number }[]

  constructor(operations: readonly Operation[]) {
    this.#entries = operations
      .map((operation) => ({
        operation,
        pattern: toPattern(operation.path),
        holes: operation.path.split('{').length,
      }))
      .sort((one, other) => one.holes - other.holes)
  }

  find(method: string, path: string): FoundOperation | undefined {
    for (const { operation, pattern } of this.#entries) {
      const match = operation.method === method ? pattern.exec(path) : null
      if (match) return { operation, values: valuesOf(operation.path, match) }
    }
    return undefined
  }
}

const placeholder = /\{([^}]+)\}/g

function toPattern(template: string): RegExp {
  const parts = template.split(placeholder).map((part, index) =>
    // Every second part is the name of a placeholder.
    index % 2 === 1 ? '([^/]+)' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${parts.join('')}/?$`)
}

function valuesOf(template: string, match: RegExpExecArray): Record<string, string> {
  const names = [...template.matchAll(placeholder)].map(([, name = '']) => name)
  return Object.fromEntries(
    names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]),
  )
}
