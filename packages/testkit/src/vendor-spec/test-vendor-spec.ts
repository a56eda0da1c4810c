import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { errorMessage, RevError } from '@revetl/sdk'
import { loadConformance } from '../conformance/package/load-conformance.ts'
import { PackageUnderTest } from '../conformance/package/package-under-test.ts'
import { loadDefinition } from '../conformance/package/test-package.ts'
import { checkVendorSpec } from './check-vendor-spec.ts'
import type { VendorSpec } from './define-vendor-spec.ts'
import type { VendorSpecReport } from './vendor-spec-report.ts'

const place = 'test/vendor-spec.config.ts'

/**
 * Holds the built package in a folder against the description that it declares.
 * @returns why there is none, where it says so; and `missing` where `specsPath` has nothing of the vendor at all
 * @throws `REV_CONNECTOR_INVALID` where it declares nothing
 */
export async function testVendorSpec(
  folder: string,
  specsPath: string,
): Promise<VendorSpecReport | { readonly none: string } | { readonly missing: string }> {
  const spec = await loadVendorSpec(folder)
  if ('none' in spec) return spec
  if (!existsSync(path.join(specsPath, spec.folder))) {
    return { missing: `There is no folder ${spec.folder} in ${specsPath}.` }
  }
  const subject = await PackageUnderTest.open(folder)
  const conformance = await loadConformance(subject)
  if (conformance === undefined) throw invalid(folder, 'it has no test/conformance.config.ts')
  return checkVendorSpec({
    definition: await loadDefinition(subject),
    conformance,
    spec,
    specsPath,
  })
}

async function loadVendorSpec(folder: string): Promise<VendorSpec> {
  const file = path.join(folder, place)
  if (!existsSync(file)) throw invalid(folder, `it has no ${place}`)
  const module = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw invalid(folder, errorMessage(error))
  })) as { default?: VendorSpec }
  const { default: spec } = module
  if (spec !== undefined && ('none' in spec || 'descriptions' in spec)) return spec
  throw invalid(folder, `the default export of ${place} is not what defineVendorSpec gives`)
}

function invalid(folder: string, why: string): RevError {
  const message = `Failed to hold ${path.basename(folder)} against a description: ${why}.`
  return new RevError('REV_CONNECTOR_INVALID', message, {
    hint: 'docs/connectors/vendor-descriptions.md says how a connector declares one.',
  })
}
