import { globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './tooling/longest-first.ts'

const root = import.meta.dirname

interface ExportTarget {
  readonly default?: string
}

/** Maps each entry of our packages to its source, so that a unit test never meets an old build. */
function sourceAliases(): { find: RegExp; replacement: string }[] {
  return globSync('{packages,connectors}/*/package.json', { cwd: root }).flatMap((file) => {
    const { name, exports } = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as {
      name: string
      exports: Record<string, ExportTarget | string>
    }
    return Object.entries(exports).flatMap(([entry, target]) => {
      const built = typeof target === 'string' ? target : (target.default ?? '')
      if (!built.startsWith('./dist/')) return []
      const source = built.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
      const specifier = path.posix.join(name, entry).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      return [
        {
          find: new RegExp(`^${specifier}$`),
          replacement: path.join(root, path.dirname(file), source),
        },
      ]
    })
  })
}

const unitTests = '{packages,connectors}/*/test/**/*.test.ts'
const shareServices = './packages/testkit/src/services/share-services.ts'
const serviceTests = '{packages,connectors}/*/test/**/*.service.test.ts'
// Proofs take their time: many processes, many random cases. They run in `npm test` and not in `npm run check`.
const proofs = '{packages,connectors}/*/test/**/*.proof.test.ts'
// Files that `npm test` runs where it measures coverage.
const runElsewhere = process.env['REV_TESTS_ELSEWHERE']?.split('\n') ?? []

export default defineConfig({
  test: {
    // Tests wait for servers and for processes of their own, so two cores take three files at once.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    // How long a test waits for what happens elsewhere; it takes no time where it happens at once.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        resolve: { alias: sourceAliases() },
        test: {
          name: 'fast',
          include: [unitTests, 'tooling/test/*.test.ts'],
          exclude: [serviceTests, proofs, ...runElsewhere],
          // Loading the engine takes longer than most of these files; what one of them changes it puts back.
          isolate: false,
          // Not a promise about speed: a machine can be busy with other things.
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias: sourceAliases() },
        test: { name: 'proofs', include: [proofs], testTimeout: 120_000 },
      },
      {
        resolve: { alias: sourceAliases() },
        test: {
          name: 'services',
          include: [serviceTests],
          globalSetup: [shareServices],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          globalSetup: [shareServices],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
