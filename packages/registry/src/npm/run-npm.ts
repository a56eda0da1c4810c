import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { errorMessage, RevError } from '@revetl/sdk'

const run = promisify(execFile)

/** How a program of a package manager ended when it failed. */
interface Failure {
  readonly stdout?: string
  readonly stderr?: string
}

// npm tries a tarball that was changed again, by default for more than a minute.
const quick = [
  '--loglevel=error',
  '--no-update-notifier',
  '--fetch-retry-mintimeout=500',
  '--fetch-retry-maxtimeout=5000',
]

/**
 * Runs npm in a folder, so that whatever is configured there holds: registries by scope, tokens, proxies, certificates.
 * @returns its standard output.
 * @throws `REV_CONNECTOR_UNKNOWN` where there is no such package or version, `REV_CONNECTOR_REFUSED` where a tarball is
 * not what the registry says, `REV_NETWORK_UNREACHABLE` or `REV_PACKAGE_MANAGER` for anything else.
 */
export function runNpm(args: readonly string[], folder: string): Promise<string> {
  return runPackageManager('npm', [...args, ...quick], folder)
}

/** Runs a package manager. @throws like `runNpm`. */
export async function runPackageManager(
  program: 'npm' | 'pnpm' | 'yarn',
  args: readonly string[],
  folder: string,
): Promise<string> {
  const isWindows = process.platform === 'win32'
  try {
    const { stdout } = await run(isWindows ? `${program}.cmd` : program, [...args], {
      cwd: folder,
      maxBuffer: 64 << 20,
      shell: isWindows,
    })
    return stdout
  } catch (cause) {
    throw toRevError(`${program} ${args[0]} ${subjectOf(args)}`.trim(), cause)
  }
}

/** What a package manager prints without the marks that it puts before each line; the code is told by ours. */
function reasonOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .filter((line) => line !== '' && !/^code E\w+$/.test(line))
  return lines.slice(0, 2).join(' ')
}

const subjectOf = (args: readonly string[]): string =>
  args.find((arg, index) => index > 0 && !arg.startsWith('-')) ?? ''

const forms: readonly (readonly [
  RegExp,
  'REV_CONNECTOR_UNKNOWN' | 'REV_CONNECTOR_REFUSED' | 'REV_NETWORK_UNREACHABLE',
  string,
])[] = [
  [
    /\bEINTEGRITY\b|ERR_PNPM_TARBALL_INTEGRITY/,
    'REV_CONNECTOR_REFUSED',
    'The tarball is not the one that was published: tell the author and who runs the registry. Nothing was installed.',
  ],
  [
    /\bE404\b|\bETARGET\b|ERR_PNPM_NO_MATCHING_VERSION|ERR_PNPM_FETCH_404/,
    'REV_CONNECTOR_UNKNOWN',
    'Check the name and the version, and the registry: `npm config get registry`.',
  ],
  [
    /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT)\b/,
    'REV_NETWORK_UNREACHABLE',
    'Check the registry that npm is configured for: `npm config get registry`.',
  ],
]

function toRevError(command: string, cause: unknown): RevError {
  const { stdout = '', stderr = '' } = cause as Failure
  const said = `${stderr}\n${stdout}`
  const known = forms.find(([form]) => form.test(said))
  const why = reasonOf(stderr) || errorMessage(cause)
  const [, code, hint] = known ?? [undefined, 'REV_PACKAGE_MANAGER' as const, undefined]
  return new RevError(code, `Failed to run ${command}: ${why}`, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  })
}
