const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

/**
 * JavaScript with its comments, and unless said otherwise its texts, blanked out; lines stay where they are. Good
 * enough to look for names: a regular expression with a quote in it may hide the rest of its line.
 */
export function withoutCommentsAndTexts(code: string, { keepsTexts = false } = {}): string {
  const token =
    /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`/g
  return code.replace(token, (found) => {
    const isComment = found.startsWith('/')
    if (isComment) return blank(found)
    // What stands in a template's braces is code.
    if (found.startsWith('`') && found.includes('${')) return found
    return keepsTexts ? found : blank(found)
  })
}
