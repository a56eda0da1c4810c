/**
 * Files that a connector in a process of its own may touch: the project's folder, a temporary folder of the run, a
 * path that the configuration names under a key (`config.folder`), or anything.
 */
export type FilePermission = 'project' | 'temp' | 'any' | `config.${string}`

/** What a connector needs besides its own files and the gateway. Whoever installs it sees this list. */
export interface Permissions {
  /** Native modules, and `node:sqlite`. Native code is not held by any other permission. */
  readonly addons?: boolean
  readonly fsRead?: readonly FilePermission[]
  readonly fsWrite?: readonly FilePermission[]
  /** Sockets of its own, such as a database driver's. */
  readonly net?: boolean
}
