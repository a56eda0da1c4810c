import type { Candidate, IndexedVersion } from '@revetl/registry'
import { permissionTexts } from '@revetl/registry/resolver'
import type { Manifest } from '@revetl/sdk'
import type { Style } from './style.ts'

const hourMs = 3_600_000

/** What a user should know before a version is installed. */
export function candidateText(candidate: Candidate, nowMs: number, style: Style): string {
  const { name, version, kind, id, publisher, hasProvenance, manifest } = candidate
  const rows = [
    ['publisher', publisher ?? 'the registry does not tell'],
    ['published', publishedText(candidate.publishedAt, nowMs)],
    [
      'provenance',
      hasProvenance
        ? 'the registry has a statement of where it was built; rev connector audit verifies it'
        : 'none',
    ],
    ['index', indexText(candidate)],
    ['hosts', hostsText(manifest)],
    ['permissions', permissionsText(manifest)],
    ...(candidate.command === undefined ? [] : [['runs', candidate.command.join(' ')]]),
    ...(candidate.installScripts.length === 0
      ? []
      : [['scripts', `${candidate.installScripts.join(', ')}: not run`]]),
    ...(candidate.deprecated === undefined ? [] : [['deprecated', candidate.deprecated]]),
  ]
  return [
    `${style('bold', name)} ${version}  ${kind} "${id}"`,
    ...rows.map(([label = '', text = '']) => `  ${style('dim', label.padEnd(11))}  ${text}`),
  ].join('\n')
}

/** What a program should know of a version. */
export function candidateResult(candidate: Candidate): object {
  const { name, version, kind, id, publisher, publishedAt, hasProvenance, manifest } = candidate
  return {
    package: name,
    version,
    kind,
    id,
    publisher,
    publishedAt,
    hasProvenance,
    isIndexed: candidate.isIndexed,
    tier: candidate.indexed?.tier,
    breaking: candidate.indexed?.breaking,
    hosts: manifest.hosts,
    permissions: manifest.permissions ?? {},
    command: candidate.command,
    installScripts: candidate.installScripts,
    deprecated: candidate.deprecated,
    integrity: candidate.integrity,
    manifest: candidate.manifestHash,
  }
}

/** The tier of a version, or that nobody has tested it. */
export function indexText(known: {
  readonly isIndexed: boolean
  readonly indexed: IndexedVersion | undefined
}): string {
  if (!known.isIndexed) return 'not in the index'
  return known.indexed === undefined ? 'in the index, but not this version' : known.indexed.tier
}

/** The hosts that a connector talks to. */
export function hostsText({ hosts }: Manifest): string {
  return hosts === 'config' ? 'as configured' : hosts.join(', ') || 'none'
}

function publishedText(publishedAt: string | undefined, nowMs: number): string {
  if (publishedAt === undefined) return 'the registry does not tell'
  const hours = Math.max(0, Math.floor((nowMs - Date.parse(publishedAt)) / hourMs))
  const age = hours < 72 ? `${hours} hours` : `${Math.floor(hours / 24)} days`
  return `${publishedAt.slice(0, 10)}, ${age} ago`
}

/** What a connector may do besides asking the gateway, in the words of somebody who installs it. */
export function permissionsText(manifest: Manifest): string {
  return permissionTexts(manifest).join(', ') || 'nothing but the gateway'
}
