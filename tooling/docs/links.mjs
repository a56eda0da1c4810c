// Relative links and their anchors lead somewhere.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { lineAt } from './files.mjs'

/** @import { Problem, TextFile } from './files.mjs' */

/** @param {string} text @returns {string} the same length, with what is code blanked out */
const withoutCode = (text) =>
  text.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, ' '))

/** @param {string} heading @returns {string} the anchor that a Markdown host gives it */
const toAnchor = (heading) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

/** @param {string} text @returns {Set<string>} */
function anchorsOf(text) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  const anchors = new Set()
  for (const [, heading = ''] of text.replace(/```[\s\S]*?```/g, '').matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = toAnchor(heading)
    const count = seen.get(anchor) ?? 0
    anchors.add(count === 0 ? anchor : `${anchor}-${count}`)
    seen.set(anchor, count + 1)
  }
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id)
  return anchors
}

/**
 * @param {string} root
 * @param {readonly TextFile[]} files
 * @returns {Problem[]}
 */
export function checkLinks(root, files) {
  const pages = new Map(
    files.filter(({ path: file }) => file.endsWith('.md')).map((file) => [file.path, file]),
  )
  return [...pages.values()].flatMap((page) => {
    const links = withoutCode(page.text).matchAll(
      /\]\(([^()\s]+)(?: "[^"]*")?\)|^\[[^\]]+\]:\s*(\S+)/gm,
    )
    return [...links].flatMap((match) => {
      const link = match[1] ?? match[2] ?? ''
      if (/^[a-z][a-z+.-]*:/i.test(link)) return []
      const message = brokenLink(root, pages, page, link)
      return message ? [{ file: page.path, line: lineAt(page.text, match.index), message }] : []
    })
  })
}

/**
 * @param {string} root
 * @param {ReadonlyMap<string, TextFile>} pages
 * @param {TextFile} page
 * @param {string} link
 * @returns {string | undefined} what is wrong with it
 */
function brokenLink(root, pages, page, link) {
  const [file = '', anchor] = link.split('#')
  const target = file ? path.posix.join(path.posix.dirname(page.path), decodeURI(file)) : page.path
  if (target.startsWith('..')) return `the link ${link} leaves the repository`
  if (!existsSync(path.join(root, target))) return `the link ${link} leads nowhere`
  const targetPage = pages.get(target)
  if (anchor === undefined || !targetPage) return undefined
  return anchorsOf(targetPage.text).has(anchor)
    ? undefined
    : `${target} has no heading for #${anchor}`
}
