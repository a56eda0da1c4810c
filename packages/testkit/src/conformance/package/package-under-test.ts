import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Manifest } from '@revetl/sdk'

type Json = Readonly<Record<string, unknown>>

/** What is known of the release before this one. */
export interface PublishedRelease {
  readonly version: string
  readonly manifest: Json
}

/** One advisory about the package or what it depends on. */
export interface Advisory {
  readonly name: string
  readonly severity: string
}

/** What is known about a package from elsewhere. */
export interface PackageFacts {
  readonly published?: PublishedRelease
  readonly advisories?: readonly Advisory[]
}

/** A text file of a package. */
export interface PackageFile {
  /** Relative to the package's folder, with slashes. */
  readonly name: string
  readonly text: string
}

const notShipped = new Set(['node_modules', '.git', 'test', 'tests', 'coverage'])

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The files of a connector's package. */
export class PackageUnderTest {
  /** Absolute. */
  readonly folder: string
  readonly json: Json
  readonly facts: PackageFacts

  constructor(folder: string, json: Json, facts: PackageFacts = {}) {
    this.folder = folder
    this.json = json
    this.facts = facts
  }

  static async open(folder: string, facts?: PackageFacts): Promise<PackageUnderTest> {
    const text = await readFile(path.join(folder, 'package.json'), 'utf8')
    return new PackageUnderTest(path.resolve(folder), JSON.parse(text) as Json, facts)
  }

  get name(): string {
    return textOf(this.json['name'])
  }

  get version(): string {
    return textOf(this.json['version'])
  }

  get isPrivate(): boolean {
    return this.json['private'] === true
  }

  /** The `rev` block, empty where there is none. */
  get rev(): Json {
    const { rev } = this.json
    return typeof rev === 'object' && rev !== null ? (rev as Json) : {}
  }

  /** The file that `import` of the package loads, absolute. */
  get entry(): string {
    const { exports, main } = this.json as { exports?: Json; main?: unknown }
    const root = (exports?.['.'] ?? exports ?? main ?? 'dist/index.js') as string | Json
    const target = typeof root === 'string' ? root : (root['import'] ?? root['default'])
    return path.join(this.folder, typeof target === 'string' ? target : 'dist/index.js')
  }

  /** Where the built manifest lies, absolute. */
  get manifestFile(): string {
    const { manifest = 'dist/manifest.json' } = this.rev
    return path.join(this.folder, String(manifest))
  }

  /** What the built manifest says; nothing where it is missing. */
  async manifest(): Promise<Partial<Manifest>> {
    const text = existsSync(this.manifestFile) ? await readFile(this.manifestFile, 'utf8') : '{}'
    return JSON.parse(text) as Partial<Manifest>
  }

  /** A file of the package, or `undefined` where it is not there. */
  async read(name: string): Promise<string | undefined> {
    const file = path.join(this.folder, name)
    return existsSync(file) ? readFile(file, 'utf8') : undefined
  }

  /** What runs at the user's: the compiled code of the folder of the entry. */
  async code(): Promise<readonly PackageFile[]> {
    const base = path.dirname(path.relative(this.folder, this.entry))
    if (!existsSync(path.join(this.folder, base))) return []
    return this.#files(base, /\.[cm]?js$/)
  }

  /** The sources that its author writes, in `src/`. */
  async sources(): Promise<readonly PackageFile[]> {
    return existsSync(path.join(this.folder, 'src')) ? this.#files('src', /\.[cm]?[jt]s$/) : []
  }

  /** Every text file that may be published. */
  texts(): Promise<readonly PackageFile[]> {
    return this.#files('.', /\.([cm]?[jt]s|json|md|ya?ml|env|pem|txt)$|^\.env/)
  }

  /** The folder of the workspace that the package belongs to, from where its licence is packed. */
  get workspace(): string | undefined {
    for (let at = this.folder; at !== path.dirname(at); at = path.dirname(at)) {
      if (existsSync(path.join(at, 'pnpm-workspace.yaml'))) return at
    }
    return undefined
  }

  async #files(base: string, ending: RegExp): Promise<readonly PackageFile[]> {
    const start = path.join(this.folder, base)
    const entries = await readdir(start, { withFileTypes: true, recursive: true })
    const files = entries
      .filter((entry) => entry.isFile() && ending.test(entry.name))
      .map((entry) => path.relative(this.folder, path.join(entry.parentPath, entry.name)))
      .filter((name) => !name.split(path.sep).some((part) => notShipped.has(part)))
      .toSorted()
    return Promise.all(
      files.map(async (name) => ({
        name: name.replaceAll(path.sep, '/'),
        text: await readFile(path.join(this.folder, name), 'utf8'),
      })),
    )
  }
}
