import type { HostileFixture, PackageFiles } from './fixture.ts'

const entry = `import { hostileConnector } from '@revetl/testkit/hostile'
export default hostileConnector('P-17', 'keeps nothing open')
`

function packageWith(
  more: Readonly<Record<string, unknown>>,
  files: PackageFiles = {},
): () => PackageFiles {
  return () => ({
    'package.json': `${JSON.stringify({
      name: 'rev-destination-hostile',
      version: '1.0.0',
      type: 'module',
      exports: './dist/index.js',
      keywords: ['rev-connector'],
      rev: { kind: 'destination', id: 'hostile', apiVersion: 1, manifest: 'dist/manifest.json' },
      ...more,
    })}\n`,
    'dist/index.js': entry,
    ...files,
  })
}

const marker = "node -e \"require('node:fs').writeFileSync('installed.txt', 'ran')\""

/** Packages that do harm before their code is asked to. */
export const p16: HostileFixture = {
  id: 'P-16',
  kind: 'packages',
  contained: 'at-install',
  does: 'runs install scripts, differs from its pin, is changed after it was installed, or bears a look-alike name',
  promise: 'No script runs; what is not what the lock file pins is refused when it is loaded.',
  variants: {
    'an install script': packageWith({ scripts: { preinstall: marker, postinstall: marker } }),
    'a native build': packageWith({ gypfile: true }, { 'binding.gyp': '{"targets":[]}\n' }),
    'a manifest of another connector': packageWith(
      {},
      { 'dist/manifest.json': '{"manifestVersion":1,"kind":"destination","id":"other"}\n' },
    ),
    'a manifest outside of the package': packageWith({
      rev: { kind: 'destination', id: 'hostile', apiVersion: 1, manifest: '../../../etc/passwd' },
    }),
    'code that changed after its pin': packageWith({}, { 'dist/index.js': `${entry}// changed\n` }),
    'a name that looks like ours': packageWith({ name: '@revet1/destination-postgres' }),
    'code that runs when it is imported': packageWith(
      {},
      { 'dist/index.js': `process.exitCode = 86\n${entry}` },
    ),
  },
}
