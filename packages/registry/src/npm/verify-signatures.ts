import { errorMessage, isRevError } from '@revetl/sdk'
import { isJsonObject, parseJsonObject, type JsonObject } from '../json-file.ts'
import { attestedIntegrity } from './attested-integrity.ts'
import { runNpm } from './run-npm.ts'

/** A package and version. */
export interface SignedPackage {
  readonly name: string
  readonly version: string
}

/** A package whose statement of where and from what it was built is signed. */
export interface ProvenPackage extends SignedPackage {
  /** Of the tarball that the statement is about, which is the one in the registry: `sha512-…`. */
  readonly integrity: string
}

/** A package and what is to be said of it. */
export interface SignatureFault extends SignedPackage {
  readonly why: string
}

/** What npm found out about the signatures of what is installed. */
export interface SignatureVerdicts {
  readonly provenance: readonly ProvenPackage[]
  /** Packages whose signature, by the registry or of their provenance, is not good. */
  readonly invalid: readonly SignatureFault[]
  /** Packages of which something could not be verified that should have been. */
  readonly doubtful: readonly SignatureFault[]
  /** Why nothing could be verified: no keys of the registry, no way to the transparency log, another package manager. */
  readonly problem: string | undefined
}

/**
 * Lets npm verify what it has installed in a folder: the registry's signatures and the provenance attestations, by
 * sigstore, with the configuration that holds there. It holds them against what the registry has now.
 */
export async function verifySignatures(folder: string): Promise<SignatureVerdicts> {
  const args = ['audit', 'signatures', '--json', '--include-attestations']
  try {
    return toVerdicts(await runNpm(args, folder))
  } catch (error) {
    // It ends with a failure where a signature is bad, too, and says which.
    const { stdout = '' } = (isRevError(error) ? (error.cause ?? {}) : {}) as {
      readonly stdout?: string
    }
    return stdout === '' ? { ...nothing, problem: errorMessage(error) } : toVerdicts(stdout)
  }
}

const nothing: SignatureVerdicts = {
  provenance: [],
  invalid: [],
  doubtful: [],
  problem: undefined,
}

/** What `npm audit signatures --json` printed. */
export function toVerdicts(printed: string): SignatureVerdicts {
  const found = parseJsonObject(printed)
  if (!Array.isArray(found?.['invalid'])) return toProblem(found?.['error'])
  const { invalid, missing, verified } = found
  return {
    provenance: packagesOf(verified).flatMap(({ name, version, attestationBundles }) => {
      const integrity = attestedIntegrity(attestationBundles)
      return integrity === undefined ? [] : [{ ...signed(name, version), integrity }]
    }),
    invalid: packagesOf(invalid).map(({ name, version, code, message }) => ({
      ...signed(name, version),
      why:
        code === 'EATTESTATIONVERIFY'
          ? badProvenance(String(message))
          : `the signature of the registry does not verify: ${String(message)}`,
    })),
    doubtful: packagesOf(missing).map(({ name, version }) => ({
      ...signed(name, version),
      why: 'the registry signs packages, and did not sign this one',
    })),
    problem: Array.isArray(verified)
      ? undefined
      : 'this npm does not say whose provenance it has verified; npm 11.12 and later do',
  }
}

/** Where npm gave up. At a statement that is about another tarball it does so, too, and names the package. */
function toProblem(error: unknown): SignatureVerdicts {
  const { code, summary } = isJsonObject(error) ? error : {}
  if (typeof summary !== 'string' || summary === '')
    return { ...nothing, problem: 'npm says nothing of signatures' }
  const [, name, version] = /^(@?[^@\s]+)@(\S+)/.exec(summary) ?? []
  const isBad = code === 'EATTESTATIONSUBJECT' && name !== undefined
  const invalid = isBad ? [{ ...signed(name, version), why: badProvenance(summary) }] : []
  return { ...nothing, invalid, problem: summary }
}

const badProvenance = (why: string): string => `its provenance does not verify: ${why}`

const packagesOf = (list: unknown): readonly JsonObject[] =>
  Array.isArray(list) ? list.filter(isJsonObject) : []

const signed = (name: unknown, version: unknown): SignedPackage => ({
  name: String(name),
  version: String(version),
})
