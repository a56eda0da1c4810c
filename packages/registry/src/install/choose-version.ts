import { RevError } from '@revetl/sdk'
import semver from 'semver'
import type { PackageInfo } from '../npm/npm-client.ts'

/**
 * The version that a spec means: a version, a tag (`latest` where it is absent) or the newest of a range.
 * @throws `REV_CONNECTOR_UNKNOWN` where there is none.
 */
export function chooseVersion(info: PackageInfo, spec = 'latest'): string {
  const exact = semver.valid(spec)
  const chosen =
    info.tags[spec] ??
    (exact === null
      ? semver.maxSatisfying([...info.versions], spec)
      : info.versions.find((one) => one === exact))
  if (typeof chosen === 'string') return chosen
  throw new RevError(
    'REV_CONNECTOR_UNKNOWN',
    `Failed to find ${info.name}@${spec}: no such version was published.`,
    { hint: `There are: ${newestFirst(info.versions).slice(0, 10).join(', ')}.` },
  )
}

/** Versions that a range allows and that are after the current one, the newest first. */
export function newerWithin(info: PackageInfo, range: string, current: string): string[] {
  return newestFirst(info.versions).filter(
    (version) => semver.gt(version, current) && semver.satisfies(version, range),
  )
}

/** The range in which an installed version may move: what package.json says; from an exact version, what is compatible. */
export function rangeOf(spec: string | undefined, current: string): string {
  if (spec === undefined || semver.validRange(spec) === null) return `^${current}`
  return semver.valid(spec) === null ? spec : `^${spec}`
}

function newestFirst(versions: readonly string[]): string[] {
  return versions.filter((one) => semver.valid(one) !== null).toSorted(semver.rcompare)
}
