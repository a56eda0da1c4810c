import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { apiVersion } from '@revetl/sdk'
import { buildManifest, parseManifest } from '@revetl/sdk/host'
import type { ConnectorCheck } from '../check.ts'
import { expectNone, expectSame, expectThat } from '../check-failure.ts'
import { isolatedOf, packageOf, reportOf } from '../../isolated/isolated-of.ts'
import { unpackAlone } from '../../isolated/unpack-alone.ts'
import { IsolatedRuns } from '../../isolated/isolated-runs.ts'

const importCpuMsMax = 500

/** What loading the built package promises. */
export const packageLoadChecks: readonly ConnectorCheck[] = [
  {
    id: 'P05',
    title:
      'what is packed loads in an empty folder, with the dependencies that it declares and no other',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      await using alone = await unpackAlone(packageOf(trial))
      const report = reportOf(
        await new IsolatedRuns(alone.package, trial.subject.isLocal).importing(),
      )
      expectThat(report.error === undefined, 'an entry that loads', report.error)
      expectThat(
        existsSync(alone.package.manifestFile),
        'the manifest among the packed files',
        'none',
      )
    },
  },
  {
    id: 'P06',
    title:
      'importing it does nothing: no network, no file, no output, no timer, and at most 500 ms of work',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const run = await isolatedOf(trial).importing()
      const { accesses, cpuMs, resources, error } = reportOf(run)
      expectThat(error === undefined, 'an entry that loads', error)
      const active = accesses.filter(({ kind }) => kind !== 'read' && kind !== 'environment')
      expectNone(
        active.map(({ kind, what }) => `${kind} ${what}`),
        'an import that does nothing',
      )
      expectThat(run.stdout === '', 'no output', run.stdout.slice(0, 200))
      expectNone(resources, 'nothing that keeps the process alive')
      expectThat(cpuMs <= importCpuMsMax, `at most ${importCpuMsMax} ms`, `${Math.round(cpuMs)} ms`)
    },
  },
  {
    id: 'P07',
    title: 'the manifest in the package is what the code says',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const subject = packageOf(trial)
      const built = await buildManifest(subject.folder)
      const written = await readFile(built.file, 'utf8').catch(() => 'no file')
      expectThat(
        written === built.text,
        'the manifest that revetl-manifest writes now',
        'another one',
      )
      await parseManifest(JSON.parse(written))
    },
  },
  {
    id: 'P08',
    title: 'the oldest and the newest host that it declares can load it',
    level: 'X',
    severity: 'must',
    about: 'connector',
    run: async (trial) => {
      const { loadCode, loadMessage, problems } = reportOf(await isolatedOf(trial).importing())
      expectThat(loadCode === undefined, 'a definition that the host takes', loadMessage)
      expectNone(problems, 'a complete definition')
      const { json, rev } = packageOf(trial)
      expectSame(rev['apiVersion'], apiVersion, 'rev.apiVersion')
      const { peerDependencies = {} } = json as { peerDependencies?: Record<string, string> }
      const range = peerDependencies['@revetl/sdk']
      expectThat(range !== undefined, 'the SDK as a peer dependency', json['dependencies'])
      if (/^workspace:|^\*$/.test(range)) return undefined
      const isOpen = /^[\^>~]|\|\||x|^\d+$/.test(range)
      expectThat(isOpen, 'a range of versions of the SDK', range)
      return undefined
    },
  },
]
