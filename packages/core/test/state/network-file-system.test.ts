import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import {
  refuseNetworkFileSystem,
  type FileSystemProbe,
} from '../../src/state/network-file-system.ts'

const linux = (type: number): FileSystemProbe => ({ platform: 'linux', typeOf: () => type })
const other = (platform: NodeJS.Platform): FileSystemProbe => ({
  platform,
  typeOf: () => 0x6969,
})

test.each<[string, string, FileSystemProbe]>([
  ['NFS', '/mnt/state', linux(0x6969)],
  ['CIFS', '/mnt/state', linux(0xff_53_4d_42)],
  ['SMB', '/mnt/state', linux(0xfe_53_4d_42)],
  ['AFS', '/afs/state', linux(0x53_46_41_4f)],
  ['a share', String.raw`\\server\share\state`, other('win32')],
])('state on %s is refused, and the hint says where to put it', (type, folder, probe) => {
  expect(() => refuseNetworkFileSystem(folder, probe)).toThrow(
    expect.objectContaining({
      code: 'REV_STATE_WRITE',
      message: expect.stringContaining(`(${type})`),
      hint: expect.stringContaining('state.path'),
    }),
  )
})

test.each<[string, string, FileSystemProbe]>([
  ['ext4', '/state', linux(0xef53)],
  ['an overlay', '/state', linux(0x79_4c_76_30)],
  ['a drive of Windows', String.raw`C:\state`, other('win32')],
  ['a long path of Windows', String.raw`\\?\C:\state`, other('win32')],
  ['a Mac, whose numbers are others', '/state', other('darwin')],
])('state on %s is taken', (_type, folder, probe) => {
  expect(() => refuseNetworkFileSystem(folder, probe)).not.toThrow()
})

test('the temporary folder of this machine is taken', () => {
  expect(() => refuseNetworkFileSystem(tmpdir())).not.toThrow()
})
