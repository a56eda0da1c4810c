// The rules for what comes from others. Pure: the files are read elsewhere.

/**
 * @typedef {{ name?: string, version?: string, license?: unknown, licenses?: unknown,
 *   scripts?: Record<string, string>, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string> }} PackageFile
 * @typedef {{ file: PackageFile, by: string }} Installed `by` is who asks for it, from one of our packages on
 */

const installScripts = ['preinstall', 'install', 'postinstall']

/** Licences that ask for no more than to be named. */
const licences = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
])

/**
 * @param {readonly Installed[]} installed the packages that our runtime dependencies lead to
 * @returns {string[]} problems
 */
export function checkDependencies(installed) {
  return installed.flatMap(({ file, by }) => {
    const what = `${file.name}@${file.version} (${by})`
    const scripts = installScripts.filter((script) => file.scripts?.[script] !== undefined)
    const licence = licenceOf(file)
    return [
      ...scripts.map((script) => `${what} runs a script when it is installed: ${script}`),
      ...(isAllowed(licence)
        ? []
        : [`${what} has the licence ${licence}, which is not in the list`]),
    ]
  })
}

/** @param {PackageFile} file @returns {string} */
function licenceOf({ license, licenses }) {
  if (typeof license === 'string') return license
  const listed = [license, ...(Array.isArray(licenses) ? licenses : [])]
  const types = listed.map((one) => /** @type {{ type?: unknown } | undefined} */ (one)?.type)
  return types.filter((type) => typeof type === 'string').join(' AND ') || 'unknown'
}

/** @param {string} licence an SPDX expression without nested parts */
function isAllowed(licence) {
  const expression = licence.replace(/^\((.*)\)$/, '$1')
  if (expression.includes(' OR ')) return expression.split(' OR ').some(isAllowed)
  return expression.split(' AND ').every((one) => licences.has(one.trim()))
}

/**
 * Every package of the lockfile is pinned by its content and comes from the registry that npm is asked for.
 * @param {string} text of pnpm-lock.yaml
 * @returns {string[]} problems
 */
export function checkLockfile(text) {
  return text.split('\n').flatMap((line, index) => {
    const at = `pnpm-lock.yaml:${index + 1}`
    const resolution = /^ +resolution: \{(.*)\}$/.exec(line)?.[1]
    if (resolution === undefined) return /^ +resolution:/.test(line) ? [`${at} cannot be read`] : []
    const foreign = /\b(tarball|repo|commit|type|directory|registry):/.exec(resolution)?.[1]
    return [
      ...(foreign === undefined ? [] : [`${at} names a place of its own: ${foreign}`]),
      ...(/\bintegrity: sha512-/.test(resolution) ? [] : [`${at} has no sha512`]),
    ]
  })
}
