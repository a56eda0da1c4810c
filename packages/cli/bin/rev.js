#!/usr/bin/env -S node --max-semi-space-size=16 --no-allocation-site-pretenuring
// Records are through long before much memory is full of them: docs/decisions/0036-records-do-not-stay.md.
// Only what every Node can parse stands here, so that one that is too old can say so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(
    `rev needs Node 22.22 or newer; this is ${process.versions.node}. Install a newer Node.`,
  )
  process.exitCode = 3
} else {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { main } = await import('../dist/main.js')
  await main(process.argv.slice(2))
}
