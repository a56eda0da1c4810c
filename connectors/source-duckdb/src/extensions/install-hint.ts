import { version } from '@duckdb/node-api'

/** What brings an extension to this machine, since rev downloads none. */
export function installHint(name: string): string {
  const short = name.replace(/_scanner$/, '')
  return (
    `rev downloads no code. Run \`duckdb -c "INSTALL ${short}"\` with the duckdb program of ${version()}, as the user ` +
    `that rev runs as; or give the path of ${name}.duckdb_extension, for ${version()}, in \`extensions\` of the source.`
  )
}
