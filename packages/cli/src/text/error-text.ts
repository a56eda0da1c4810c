import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { FilePlace, RevError } from '@revetl/sdk'
import { maskSourceLine } from '../output/mask-secrets.ts'
import type { Style } from './style.ts'

const othersMax = 20

/** How an error is written. */
export interface ErrorTextOptions {
  readonly style: Style
  /** The folder that places are relative to; undefined for the working directory. */
  readonly projectPath?: string | undefined
  /** What the error is about, where that is not in its message. */
  readonly label?: string | undefined
  readonly isWarning?: boolean
}

/** An error for a person: code, message, place with the line of the file, hint; then the others of its kind. */
export function errorText(error: RevError, options: ErrorTextOptions): string {
  const { style, label, isWarning = false, projectPath } = options
  const code = style(
    isWarning ? 'yellow' : ['red', 'bold'],
    `${isWarning ? '!' : '✗'} ${error.code}`,
  )
  const lines = [
    `${code}${label === undefined ? '' : ` ${label}`}  ${error.message}`,
    ...(error.place === undefined ? [] : placeLines(error.place, projectPath ?? '', style)),
    ...(error.hint === undefined ? [] : [`  ${style('cyan', '→')} ${error.hint}`]),
    ...error.others.slice(0, othersMax).map((other) => errorText(other, options)),
  ]
  const left = error.others.length - othersMax
  if (left > 0) lines.push(`  … and ${left} more`)
  return lines.join('\n')
}

function placeLines(place: FilePlace, projectPath: string, style: Style): string[] {
  const file = path.resolve(projectPath, place.file)
  const shown = `${path.relative('', file)}:${place.line}:${place.column}`
  const source = sourceLine(file, place.line)
  if (source === undefined) return [`  ${style('bold', shown)}`]
  const margin = String(place.line)
  const before = source.slice(0, place.column - 1).replace(/[^\t]/g, ' ')
  return [
    `  ${style('bold', shown)}`,
    `  ${style('dim', `${margin} │`)} ${maskSourceLine(source)}`,
    `  ${style('dim', `${' '.repeat(margin.length)} │`)} ${before}${style('red', '^')}`,
  ]
}

function sourceLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[line - 1]
  } catch {
    // The file may be the very thing that is missing; the place alone still helps.
    return undefined
  }
}
