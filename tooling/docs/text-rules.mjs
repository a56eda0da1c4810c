// Small rules about the text itself: lengths, error codes, and what must not be in it.
import { errorCodes } from './error-codes.mjs'
import { lineAt } from './files.mjs'

/** @import { Problem, TextFile } from './files.mjs' */

/** @type {readonly [pattern: RegExp, linesMax: number][]} */
const lengths = [
  [/(^|\/)README\.md$/, 120],
  [/^ARCHITECTURE\.md$/, 150],
  [/^docs\/decisions\/[^/]+\.md$/, 60],
]

/** @param {readonly TextFile[]} files @returns {Problem[]} */
export function checkLengths(files) {
  return files.flatMap(({ path: file, text }) => {
    const linesMax = lengths.find(([pattern]) => pattern.test(file))?.[1]
    const lines = text.trimEnd().split('\n').length
    if (linesMax === undefined || lines <= linesMax) return []
    return [{ file, line: linesMax + 1, message: `${lines} lines; at most ${linesMax}` }]
  })
}

// Built from parts, so that this file passes its own check.
const machineFolders = ['work', 'tmp', 'root', 'home', 'Users'].join('|')
const machinePath = new RegExp(`(?<![\\w.@:~*}>)/-])/(?:${machineFolders})/[\\w.-]`, 'g')
const registryHost = /registry\.[a-z]+(?:js)?\.[a-z]+|https?:\/\/[^\s'"]*\.tgz/g

/** @param {readonly TextFile[]} files @returns {Problem[]} */
export function checkStrayText(files) {
  return files.flatMap(({ path: file, text }) => {
    const isLock = file === 'pnpm-lock.yaml'
    const matches = [...text.matchAll(isLock ? registryHost : machinePath)]
    return matches.map(({ 0: found, index }) => ({
      file,
      line: lineAt(text, index),
      message: isLock ? `${found} names a registry` : `${found}… is a path of one machine`,
    }))
  })
}

/**
 * @param {string} root
 * @param {readonly TextFile[]} files
 * @returns {Problem[]} codes that only the page has, and codes that it lacks
 */
export function checkErrorCodes(root, files) {
  const file = 'docs/errors.md'
  const codes = errorCodes(root)
  if (!codes) return []
  const page = files.find(({ path: name }) => name === file)
  if (!page)
    return [{ file, line: 1, message: 'the page that explains every error code is missing' }]
  const explained = [...page.text.matchAll(/^(?:#+ |\| )`?(REV_[A-Z0-9_]+)/gm)]
  const names = explained.map(([, name = '']) => name)
  const missing = codes.filter((code) => !names.includes(code))
  return [
    ...missing.map((code) => ({ file, line: 1, message: `${code} is not explained` })),
    ...explained
      .filter(([, name = '']) => !codes.includes(name))
      .map(({ 1: name, index }) => ({
        file,
        line: lineAt(page.text, index),
        message: `${name} is not a code`,
      })),
  ]
}
