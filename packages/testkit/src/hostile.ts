import type { HostileFixture, PackageFiles } from './hostile/fixture.ts'
import { p01 } from './hostile/p01-throws.ts'
import { p02 } from './hostile/p02-never-ends.ts'
import { p03 } from './hostile/p03-answers-twice.ts'
import { p04 } from './hostile/p04-breaks-its-process.ts'
import { p05 } from './hostile/p05-eats-memory.ts'
import { p06 } from './hostile/p06-answers-nonsense.ts'
import { p07 } from './hostile/p07-sends-nothing.ts'
import { p08 } from './hostile/p08-calls-elsewhere.ts'
import { p09 } from './hostile/p09-pries.ts'
import { p10 } from './hostile/p10-breaks-out.ts'
import { p11 } from './hostile/p11-patches-globals.ts'
import { p12 } from './hostile/p12-floods-output.ts'
import { p13 } from './hostile/p13-lies-in-its-spec.ts'
import { p14 } from './hostile/p14-check-writes.ts'
import { p15 } from './hostile/p15-other-version.ts'
import { p16 } from './hostile/p16-hostile-packages.ts'
import { p17 } from './hostile/p17-leaks-handles.ts'
import { p18 } from './hostile/p18-changes-its-verdict.ts'

export type {
  HostileConfig,
  HostileConnectors,
  HostileDestination,
  HostileFixture,
  HostilePackages,
  PackageFiles,
} from './hostile/fixture.ts'

/** The eighteen hostile fixtures, in the order of their ids. */
export const hostileFixtures: readonly HostileFixture[] = [
  p01,
  p02,
  p03,
  p04,
  p05,
  p06,
  p07,
  p08,
  p09,
  p10,
  p11,
  p12,
  p13,
  p14,
  p15,
  p16,
  p17,
  p18,
]

/**
 * What a hostile package exports by default: `hostileConnector('P-01', 'an error, at once')`.
 * @returns a new one with every call.
 * @throws RangeError where there is no such fixture or variant.
 */
export function hostileConnector(id: string, variant: string): unknown {
  return variantOf(id, variant)()
}

/** The files of a hostile package of `P-16`. @throws RangeError where there is no such variant. */
export function hostilePackage(variant: string): PackageFiles {
  return variantOf('P-16', variant)() as PackageFiles
}

/** The text of a module that a child can import from anywhere: its default export is the connector. */
export function hostileModule(id: string, variant: string): string {
  variantOf(id, variant)
  const [from, ...names] = [import.meta.url, id, variant].map((text) => JSON.stringify(text))
  return `import { hostileConnector } from ${from}\nexport default hostileConnector(${names.join(', ')})\n`
}

function variantOf(id: string, variant: string): () => unknown {
  const found = hostileFixtures.find((fixture) => fixture.id === id)?.variants[variant]
  if (found !== undefined) return found
  throw new RangeError(`There is no hostile connector ${id} ${variant}.`)
}
