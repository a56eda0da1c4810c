// Finds cycles of files: a file that needs itself cannot be understood, or loaded, on its own.
import path from 'node:path'

/** @import { SourceFile } from './workspace.mjs' */
/** @import { Violation } from './import-rules.mjs' */

/**
 * @param {readonly SourceFile[]} files of one member
 * @returns {Violation[]} one for each cycle found, at the import that closes it
 */
export function findCycles(files) {
  const byPath = new Map(files.map((file) => [file.path, file]))
  /** @type {Set<string>} */
  const done = new Set()
  /** @type {Violation[]} */
  const violations = []

  /** @param {SourceFile} file @param {string[]} trail the files that led here */
  function visit(file, trail) {
    const seen = [...trail, file.path]
    for (const { specifier, line } of file.imports) {
      if (!specifier.startsWith('.')) continue
      const target = path.posix.join(path.posix.dirname(file.path), specifier)
      const next = byPath.get(target)
      if (!next || done.has(target)) continue
      const from = seen.indexOf(target)
      if (from < 0) visit(next, seen)
      else violations.push(toViolation(file.path, line, [...seen.slice(from), target]))
    }
    done.add(file.path)
  }

  for (const file of files) if (!done.has(file.path)) visit(file, [])
  return violations
}

/** @param {string} file @param {number} line @param {string[]} cycle @returns {Violation} */
const toViolation = (file, line, cycle) => ({
  file,
  line,
  rule: 'cycle',
  message: cycle.join(' → '),
})
