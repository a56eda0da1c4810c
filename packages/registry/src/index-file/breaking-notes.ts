/** What a changelog says breaks in a version: the list under "Major Changes" or "Breaking changes" of its section. */
export function breakingNotes(changelog: string, version: string): string[] {
  const heading = new RegExp(String.raw`^## \[?v?${RegExp.escape(version)}\]?(?=\s|$)`, 'm')
  const start = changelog.search(heading)
  if (start < 0) return []
  const section = changelog.slice(start).split(/^## /m)[1] ?? ''
  const [, breaking = ''] = section.split(/^### (?:major changes|breaking changes)\s*$/im)
  const [list = ''] = breaking.split(/^###? /m)
  return [...list.matchAll(/^[-*] (.+)$/gm)].map(([, note = '']) => note.trim())
}
