import type { PackageCheck } from '../../check.ts'
import { CheckFailure } from '../../check-failure.ts'
import { withoutCommentsAndTexts } from './without-comments.ts'

interface Restriction {
  readonly pattern: RegExp
  readonly what: string
  readonly fix: string
  /** Allowed where the connector talks to no host, because files are its job. */
  readonly isAboutFiles?: true
}

const builtin = (names: string): RegExp =>
  new RegExp(String.raw`(?:from|import|require)\s*\(?\s*["'](?:node:)?(?:${names})["']`)

const restrictions: readonly Restriction[] = [
  {
    pattern: builtin('child_process|cluster|worker_threads'),
    what: 'an import that starts processes',
    fix: 'Do the work in the connector itself.',
  },
  {
    pattern: builtin('vm|inspector|inspector/promises|repl|v8'),
    what: 'an import that runs or inspects code',
    fix: 'Do without it.',
  },
  {
    pattern: builtin('fs|fs/promises'),
    what: 'an import of the file system',
    fix: 'Take what is needed from the configuration; ctx.cache is durable.',
    isAboutFiles: true,
  },
  {
    pattern: builtin('http|https|http2|undici'),
    what: 'an import that goes around the gateway',
    fix: 'Use ctx.http or ctx.fetch.',
  },
]

const globals: readonly Restriction[] = [
  {
    pattern: /\bprocess\s*\.\s*(?:env|argv|exit|kill|chdir|binding)\b/,
    what: 'process',
    fix: 'Take it from ctx.config.',
  },
  { pattern: /(?<![.\w])eval\s*\(/, what: 'eval', fix: 'Do without it.' },
  { pattern: /\bnew\s+Function\s*\(/, what: 'new Function', fix: 'Do without it.' },
  {
    pattern: /(?<![.\w])require\s*\(\s*(?!\s*["'`])/,
    what: 'a require of a computed name',
    fix: 'Import it by name.',
  },
  { pattern: /(?<![.\w])fetch\s*\(/, what: 'the global fetch', fix: 'Use ctx.fetch.' },
]

/** What the code of a package may not reach for. */
export const packageCodeChecks: readonly PackageCheck[] = [
  {
    id: 'P12',
    title: 'the code reaches for no process, file, environment or network by itself',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async (subject) => {
      const { hosts } = await subject.manifest()
      const isLocal = Array.isArray(hosts) && hosts.length === 0
      for (const { name, text } of await subject.code()) {
        const code = withoutCommentsAndTexts(text)
        for (const restriction of restrictions) {
          if (restriction.isAboutFiles && isLocal) continue
          // Names of modules are texts, so that imports are looked for in the code as it is.
          refuse(restriction, name, withoutCommentsAndTexts(text, { keepsTexts: true }))
        }
        for (const restriction of globals) refuse(restriction, name, code)
      }
    },
  },
]

function refuse({ pattern, what, fix }: Restriction, file: string, code: string): void {
  const at = code.search(pattern)
  if (at === -1) return
  const line = code.slice(0, at).split('\n').length
  throw new CheckFailure({ expected: `no ${what}`, got: what, place: { file, line }, fix })
}
