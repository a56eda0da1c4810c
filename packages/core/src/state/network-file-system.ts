import { statfsSync } from 'node:fs'
import { RevError } from '@revetl/sdk'

/** How this machine tells what a folder lies on. */
export interface FileSystemProbe {
  readonly platform: NodeJS.Platform
  /** The `f_type` of statfs(2). */
  readonly typeOf: (folder: string) => number
}

const ownProbe: FileSystemProbe = {
  platform: process.platform,
  typeOf: (folder) => statfsSync(folder).type,
}

// As Linux numbers them: https://man7.org/linux/man-pages/man2/statfs.2.html
const linuxTypes = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff_53_4d_42, 'CIFS'],
  [0xfe_53_4d_42, 'SMB'],
  [0x53_46_41_4f, 'AFS'],
])

/**
 * Refuses a folder of state that lies on a network file system, as far as this machine tells. SQLite asks for a disk of
 * one machine: https://www.sqlite.org/wal.html
 * @throws `REV_STATE_WRITE`
 */
export function refuseNetworkFileSystem(folder: string, probe: FileSystemProbe = ownProbe): void {
  const type = networkFileSystem(folder, probe)
  if (type === undefined) return
  throw new RevError(
    'REV_STATE_WRITE',
    `Failed to use the state folder ${folder}: it lies on a network file system (${type}). Locks do not hold there between machines, and the state could be damaged.`,
    { hint: 'Set state.path in rev.yaml to a folder on a disk of this machine.' },
  )
}

function networkFileSystem(folder: string, { platform, typeOf }: FileSystemProbe) {
  // The numbers of other systems mean other things. `\\?\` is no server.
  if (platform === 'win32') return /^\\\\[^?.\\]/.test(folder) ? 'a share' : undefined
  return platform === 'linux' ? linuxTypes.get(typeOf(folder)) : undefined
}
