// Writes oclif.manifest.json into the package in the working directory: with it, `--help` loads no command.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = process.cwd()
const { resolve } = createRequire(path.join(folder, 'package.json'))
const { Plugin } = await import(pathToFileURL(resolve('@oclif/core/config')).href)
const plugin = new Plugin({
  root: folder,
  type: 'core',
  ignoreManifest: true,
  errorOnManifestCreate: true,
})
await plugin.load()
writeFileSync(path.join(folder, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest)}\n`)
