import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { skip, type PackageCheck } from '../check.ts'
import { CheckFailure, expectNone } from '../check-failure.ts'
import type { PackageUnderTest } from '../../package/package-under-test.ts'
import { expectInFile } from './package-json-checks.ts'

// Licences under which a stranger may use, change and pass on a connector, and the words by which each is known.
const licences: Readonly<Record<string, RegExp>> = {
  'Apache-2.0': /Apache License/i,
  MIT: /Permission is hereby granted, free of charge/i,
  ISC: /Permission to use, copy, modify, and/i,
  'BSD-2-Clause': /Redistribution and use in source and binary forms/i,
  'BSD-3-Clause': /Redistribution and use in source and binary forms/i,
  'MPL-2.0': /Mozilla Public License/i,
  '0BSD': /Permission to use, copy, modify, and/i,
}

/** What the files beside the code promise. */
export const packageFileChecks: readonly PackageCheck[] = [
  {
    id: 'P03',
    title: 'the licence is a free one, and the LICENSE file is that one',
    level: 'S',
    severity: 'must',
    about: 'package',
    run: async (subject) => {
      const licence = String(subject.json['license'])
      const words = Object.hasOwn(licences, licence) ? licences[licence] : undefined
      const allowed = Object.keys(licences).join(', ')
      expectInFile(words !== undefined, {
        file: 'package.json',
        expected: `one of ${allowed}`,
        got: licence,
      })
      const text = await licenceText(subject)
      const got = text === undefined ? 'no LICENSE file' : 'another text'
      expectInFile(text !== undefined && (words?.test(text) ?? false), {
        file: 'LICENSE',
        expected: `the text of ${licence}`,
        got,
        fix: `Put the text of ${licence} into LICENSE.`,
      })
    },
  },
  {
    id: 'P09',
    title: 'the README is its own, and its table of options is the configuration',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      const readme = await subject.read('README.md')
      expectInFile(readme !== undefined, { file: 'README.md', expected: 'a README', got: 'none' })
      const isTemplate = /Template CRM|vendor that does not exist/.test(readme ?? '')
      expectInFile(!isTemplate || subject.rev['id'] === 'template', {
        file: 'README.md',
        expected: 'words about this connector',
        got: 'those of the template',
      })
      const named = new Set([...(readme ?? '').matchAll(/`([\w.-]+)`/g)].map(([, name]) => name))
      const missing = (await optionsOf(subject)).filter(
        (option) => ![...named].some((name) => name === option || name?.startsWith(`${option}.`)),
      )
      expectNone(missing, 'every option in the README')
    },
  },
  {
    id: 'P10',
    title: 'the changelog tells what is in this version',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      if (subject.isPrivate) return skip('the package is private, so no version of it is published')
      const changelog = await subject.read('CHANGELOG.md')
      const isTold = changelog?.includes(subject.version) ?? (await waitsForRelease(subject))
      expectInFile(isTold, {
        file: 'CHANGELOG.md',
        expected: `an entry for ${subject.version}, or a changeset that waits for its release`,
        got: 'none',
      })
      return undefined
    },
  },
  {
    id: 'P11',
    title: 'the icon is a square SVG that runs nothing',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      const { icon: named = 'icon.svg' } = subject.rev as { icon?: string }
      const file = named
      const icon = await subject.read(file)
      if (icon === undefined && subject.rev['icon'] === undefined)
        return skip('it declares no icon')
      expectInFile(icon !== undefined, {
        file,
        expected: 'the icon that rev.icon names',
        got: 'none',
      })
      const active = /<script|<foreignObject|\son\w+\s*=|href\s*=\s*["'](?!#)|<!ENTITY/i.exec(
        icon ?? '',
      )
      expectInFile(active === null, {
        file,
        expected: 'an SVG that runs nothing',
        got: active?.[0] ?? '',
      })
      const [, width, height] =
        /viewBox\s*=\s*["'][\d.]+ [\d.]+ ([\d.]+) ([\d.]+)["']/.exec(icon ?? '') ?? []
      const isSquare = width !== undefined && width === height
      expectInFile(isSquare, { file, expected: 'a square viewBox', got: `${width} by ${height}` })
      return undefined
    },
  },
  {
    id: 'P13',
    title: 'source maps lead from the published code to its sources',
    level: 'S',
    severity: 'should',
    about: 'package',
    run: async (subject) => {
      const code = await subject.code()
      const mapped = code.filter(({ text }) => text.includes('//# sourceMappingURL='))
      if (mapped.length === 0) return skip('the code that is published is the source')
      const unmapped = code.filter((file) => !mapped.includes(file)).map(({ name }) => name)
      expectNone(unmapped, 'a source map for every file')
      for (const { name } of mapped) await expectMap(subject, name)
      return undefined
    },
  },
]

async function expectMap(subject: PackageUnderTest, name: string): Promise<void> {
  const map = await subject.read(`${name}.map`)
  const { sources = [], sourcesContent } = JSON.parse(map ?? '{}') as {
    sources?: readonly string[]
    sourcesContent?: readonly unknown[]
  }
  const isThere = sources.length > 0 && (sourcesContent !== undefined || map !== undefined)
  if (isThere) return
  throw new CheckFailure({
    expected: 'a source map that names its sources',
    got: map === undefined ? 'no file' : 'a map without sources',
    place: { file: name, line: 1 },
  })
}

async function licenceText(subject: PackageUnderTest): Promise<string | undefined> {
  const own = (await subject.read('LICENSE')) ?? (await subject.read('LICENSE.md'))
  if (own !== undefined || subject.workspace === undefined) return own
  // pnpm packs the LICENSE of the workspace into a package that has none.
  return subject.read(path.relative(subject.folder, path.join(subject.workspace, 'LICENSE')))
}

async function optionsOf(subject: PackageUnderTest): Promise<readonly string[]> {
  const { configSchema = {} } = await subject.manifest()
  return Object.keys((configSchema as { properties?: object }).properties ?? {})
}

async function waitsForRelease({ workspace, name }: PackageUnderTest): Promise<boolean> {
  if (workspace === undefined) return false
  const folder = path.join(workspace, '.changeset')
  const files = await readdir(folder).catch(() => [])
  const other = new Set(['README.md', 'config.json'])
  const texts = await Promise.all(
    files
      .filter((file) => !other.has(file))
      .map((file) => readFile(path.join(folder, file), 'utf8')),
  )
  return texts.some((text) => text.includes(`'${name}'`) || text.includes(`"${name}"`))
}
