import type { FilePermission, Manifest } from '@revetl/sdk'

/** What a version is given when it is installed. */
export interface Granting {
  readonly manifest: Pick<Manifest, 'hosts' | 'permissions'>
  /** The program that runs it, for a connector in another language. */
  readonly command?: readonly string[] | undefined
}

/** What a connector may do besides asking the gateway, in words, one entry a permission. */
export function permissionTexts({ permissions = {} }: Pick<Manifest, 'permissions'>): string[] {
  const { addons = false, fsRead = [], fsWrite = [], net = false } = permissions
  return [
    ...(addons ? ['native code'] : []),
    ...(net ? ['sockets of its own'] : []),
    ...(fsRead.length > 0 ? [`to read files (${fsRead.join(', ')})`] : []),
    ...(fsWrite.length > 0 ? [`to write files (${fsWrite.join(', ')})`] : []),
  ]
}

/** What a version asks for that the one before it did not, in words; pure. */
export function furtherGrants(before: Granting, after: Granting): string[] {
  const { permissions: had = {} } = before.manifest
  const { permissions: wants = {} } = after.manifest
  const { command = [] } = after
  return [
    ...furtherHosts(before.manifest.hosts, after.manifest.hosts),
    ...permissionTexts({
      permissions: {
        addons: wants.addons === true && had.addons !== true,
        net: wants.net === true && had.net !== true,
        fsRead: furtherFiles(had.fsRead, wants.fsRead),
        fsWrite: furtherFiles(had.fsWrite, wants.fsWrite),
      },
    }),
    // A program is held by none of the permissions.
    ...(before.command === undefined && command.length > 0
      ? [`to be run as a program (${command.join(' ')})`]
      : []),
  ]
}

function furtherHosts(before: Manifest['hosts'], after: Manifest['hosts']): string[] {
  if (after === 'config') return before === 'config' ? [] : ['hosts that the configuration names']
  const known = before === 'config' ? [] : before
  return after.filter((host) => !known.some((one) => one === host || isBelow(one, host)))
}

/** Whether a host is one of those that a pattern such as `*.acme.com` stands for. */
function isBelow(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') && host.endsWith(pattern.slice(1))
}

function furtherFiles(
  before: readonly FilePermission[] = [],
  after: readonly FilePermission[] = [],
): readonly FilePermission[] {
  return before.includes('any') ? [] : after.filter((one) => !before.includes(one))
}
