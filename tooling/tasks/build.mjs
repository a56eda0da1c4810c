import { build } from '../build.mjs'

process.exitCode = build() ? 0 : 1
