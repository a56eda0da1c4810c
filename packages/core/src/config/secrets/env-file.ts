import type { Problems } from '../problems.ts'

const linePattern = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/

/** Reads `KEY=VALUE` lines; `#` starts a comment line, quotes around a value are dropped, nothing is expanded. */
export function parseEnvFile(
  file: string,
  text: string,
  problems: Problems,
): Readonly<Record<string, string>> {
  const entries: [string, string][] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue
    const [, name, value] = linePattern.exec(line) ?? []
    if (name !== undefined && value !== undefined) {
      entries.push([name, unquote(value)])
      continue
    }
    // The line may hold a secret, so it is not shown.
    problems.add('REV_CONFIG_SYNTAX', `Failed to read ${file}: Expected NAME=VALUE.`, {
      place: { file, line: index + 1, column: 1 },
      hint: 'Write one NAME=VALUE a line.',
    })
  }
  return Object.fromEntries(entries)
}

function unquote(value: string): string {
  const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? []
  return quote === undefined ? value : (inner ?? '')
}
