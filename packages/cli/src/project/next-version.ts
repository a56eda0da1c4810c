import type { Bump } from '@revetl/testkit'

/** The version after a release whose difference has this weight. Below 1.0.0 a minor version may break. */
export function nextVersion(before: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = before.split(/[.+-]/).map(Number)
  if (bump === 'none') return before
  if (bump === 'patch') return [major, minor, patch + 1].join('.')
  return bump === 'minor' || major === 0
    ? [major, minor + 1, 0].join('.')
    : [major + 1, 0, 0].join('.')
}
