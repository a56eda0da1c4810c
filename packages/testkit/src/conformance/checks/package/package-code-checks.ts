import type { PackageCheck } from '../check.ts'
import { CheckFailure, type FailureDetails } from '../check-failure.ts'
import type { PackageFile, PackageUnderTest } from '../../package/package-under-test.ts'
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
      const isLocal = await isLocalPackage(subject)
      for (const file of await subject.code()) {
        const [first] = restrictedUses(file, isLocal)
        if (first !== undefined) throw new CheckFailure(first)
      }
    },
  },
]

/** Whether a package talks to no host, because files are its job. */
export async function isLocalPackage(subject: PackageUnderTest): Promise<boolean> {
  const { hosts } = await subject.manifest()
  return Array.isArray(hosts) && hosts.length === 0
}

/** Everything in a file that a connector may not reach for. */
export function restrictedUses(file: PackageFile, isLocal: boolean): readonly FailureDetails[] {
  const code = withoutCommentsAndTexts(file.text)
  // Names of modules are texts, so that imports are looked for in the code with its texts.
  const withTexts = withoutCommentsAndTexts(file.text, { keepsTexts: true })
  const imports = restrictions.filter(({ isAboutFiles }) => !(isAboutFiles && isLocal))
  return [
    ...imports.flatMap((restriction) => usesOf(restriction, file.name, withTexts)),
    ...globals.flatMap((restriction) => usesOf(restriction, file.name, code)),
  ]
}

function usesOf(
  { pattern, what, fix }: Restriction,
  file: string,
  code: string,
): readonly FailureDetails[] {
  return [...code.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => {
    const line = code.slice(0, index).split('\n').length
    return { expected: `no ${what}`, got: what, place: { file, line }, fix }
  })
}
