import { errorMessage, isRevError } from '@revetl/sdk'
import { isJsonObject } from '../json-file.ts'
import { runNpm } from './run-npm.ts'

/** A package and version. */
export interface SignedPackage {
  readonly name: string
  readonly version: string
}

/** What npm found out about the signatures of what is installed. */
export interface SignatureVerdicts {
  /** Packages whose statement of where and from what they were built is signed, and is about what is installed. */
  readonly provenance: readonly SignedPackage[]
  /** Packages whose signature, by the registry or of their provenance, is not good. */
  readonly invalid: readonly (SignedPackage & { readonly why: string })[]
  /** Why nothing could be verified: no keys of the registry, no way to the transparency log, another package manager. */
  readonly problem: string | undefined
}

/**
 * Lets npm verify what it has installed in a folder: the registry's signatures and the provenance attestations, by
 * sigstore, with the configuration that holds there.
 */
export async function verifySignatures(folder: string): Promise<SignatureVerdicts> {
  const args = ['audit', 'signatures', '--json', '--include-attestations']
  try {
    return toVerdicts(await runNpm(args, folder))
  } catch (error) {
    // It ends with a failure where a signature is bad, too, and says which.
    const { stdout } = (isRevError(error) ? (error.cause ?? {}) : {}) as {
      readonly stdout?: string
    }
    return stdout === undefined ? { ...nothing, problem: errorMessage(error) } : toVerdicts(stdout)
  }
}

const nothing: SignatureVerdicts = { provenance: [], invalid: [], problem: undefined }

/** What `npm audit signatures --json` printed. */
export function toVerdicts(printed: string): SignatureVerdicts {
  const found = parsed(printed)
  if (!Array.isArray(found?.['invalid'])) return { ...nothing, problem: problemOf(found) }
  const { invalid, verified } = found
  return {
    provenance: packagesOf(verified).map(({ name, version }) => signed(name, version)),
    invalid: packagesOf(invalid).map(({ name, version, code, message }) => ({
      ...signed(name, version),
      why:
        code === 'EATTESTATIONVERIFY'
          ? `its provenance does not verify: ${String(message)}`
          : `the signature of the registry does not verify: ${String(message)}`,
    })),
    problem: undefined,
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    // An npm that is too old for it prints something else.
    return undefined
  }
}

function problemOf(found: Readonly<Record<string, unknown>> | undefined): string {
  const error = found?.['error']
  const summary = isJsonObject(error) ? error['summary'] : undefined
  return typeof summary === 'string' && summary !== '' ? summary : 'npm says nothing of signatures'
}

const packagesOf = (list: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(list) ? list.filter(isJsonObject) : []

const signed = (name: unknown, version: unknown): SignedPackage => ({
  name: String(name),
  version: String(version),
})
