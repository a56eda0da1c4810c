import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { pythonWith } from '@revetl/testkit/services'
import { describe, test } from 'vitest'

const run = promisify(execFile)

/** The version of DuckDB for which PyPI has extensions, as DuckDB signs them. */
export const extensionsVersion = '1.5.5'

const extensions = [
  'avro',
  'delta',
  'ducklake',
  'httpfs',
  'iceberg',
  'motherduck',
  'mysql_scanner',
  'postgres_scanner',
  'sqlite_scanner',
] as const

type ExtensionName = (typeof extensions)[number]

/** Real extensions, and tables that other programs made. */
export interface ExtensionFiles {
  /** The file of an extension. */
  file(name: ExtensionName): string
  /** A home folder in which extensions are installed. */
  homeWith(names: readonly ExtensionName[]): string
  /** Tables of Delta Lake and Iceberg, and a SQLite database: see make-tables.py. */
  readonly tables: string
}

async function provideExtensions(): Promise<ExtensionFiles> {
  const python = await pythonWith([
    'deltalake==1.6.6',
    'pyiceberg[pyarrow,sql-sqlite]==0.12.0',
    ...extensions.map((name) => `duckdb-extension-${name.replace('_', '-')}==${extensionsVersion}`),
  ])
  if (python === undefined) throw new Error('There is no Python.')
  const root = mkdtempSync(path.join(tmpdir(), 'rev-duckdb-extensions-'))
  process.once('exit', () => rmSync(root, { recursive: true, force: true }))
  const tables = path.join(root, 'tables')
  mkdirSync(tables)
  await run(python, [path.join(import.meta.dirname, 'make-tables.py'), tables])
  const where = 'import sysconfig; print(sysconfig.get_path("purelib"), end="")'
  const { stdout: packages } = await run(python, ['-c', where])
  const file = (name: string) =>
    path.join(
      packages,
      `duckdb_extension_${name}/extensions/v${extensionsVersion}/${name}.duckdb_extension`,
    )
  const homeWith: ExtensionFiles['homeWith'] = (names) => {
    const home = mkdtempSync(path.join(root, 'home-'))
    const [system, machine] = [
      process.platform === 'darwin' ? 'osx' : process.platform,
      process.arch === 'x64' ? 'amd64' : process.arch,
    ]
    const folder = path.join(home, `.duckdb/extensions/v${extensionsVersion}/${system}_${machine}`)
    mkdirSync(folder, { recursive: true })
    for (const name of names)
      copyFileSync(file(name), path.join(folder, `${name}.duckdb_extension`))
    return home
  }
  return { file, homeWith, tables }
}

/**
 * Finds the extensions. @returns a `describe` whose tests need them; where none can be had, one skipped test says why,
 * which fails with REV_REQUIRE_SERVICES=1
 */
export async function findExtensions(): Promise<
  (name: string, define: (files: ExtensionFiles) => void) => void
> {
  const found = await provideExtensions().catch((error: unknown) => ({ error }))
  return (name, define) => {
    // oxlint-disable-next-line vitest/valid-title -- the caller's title
    describe(name, () => {
      if (!('error' in found)) return define(found)
      // oxlint-disable-next-line vitest/expect-expect -- it fails by throwing, or is skipped
      test('has its extensions', (context) => {
        if (process.env['REV_REQUIRE_SERVICES'] === '1') throw found.error
        context.skip(String(found.error))
      })
    })
  }
}
