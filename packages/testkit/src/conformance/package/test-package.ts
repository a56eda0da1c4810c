import { pathToFileURL } from 'node:url'
import { errorMessage, RevError } from '@revetl/sdk'
import type { ConnectorReport } from '../report/conformance-report.ts'
import { loadConformance } from './load-conformance.ts'
import { PackageUnderTest, type PackageFacts } from './package-under-test.ts'
import { runConformance, type ConformanceRun } from '../run/run-conformance.ts'
import type { AnyConnector } from '../trial/subject.ts'

/** How a package is tested. */
export interface PackageTestOptions extends Pick<
  ConformanceRun,
  'only' | 'isLive' | 'inFlightMax' | 'onResult'
> {
  readonly facts?: PackageFacts
}

/**
 * Runs the suite on the built package in a folder: ours or a stranger's, in the same way.
 * @throws `REV_CONNECTOR_INVALID` where its code or its conformance file cannot be loaded.
 */
export async function testPackage(
  folder: string,
  { facts, ...options }: PackageTestOptions = {},
): Promise<ConnectorReport> {
  const subject = await PackageUnderTest.open(folder, facts)
  const definition = await loadDefinition(subject)
  const conformance = await loadConformance(subject)
  return runConformance({ definition, conformance, package: subject, ...options })
}

/** The definition that the built code of a package exports. @throws `REV_CONNECTOR_INVALID` */
export async function loadDefinition(subject: PackageUnderTest): Promise<AnyConnector> {
  const module = (await import(pathToFileURL(subject.entry).href).catch((cause: unknown) => {
    throw invalid(subject, errorMessage(cause), cause)
  })) as { default?: AnyConnector }
  const kind = module.default?.kind
  if (module.default !== undefined && (kind === 'source' || kind === 'destination')) {
    return module.default
  }
  throw invalid(subject, 'its default export is not what defineDestination or defineSource gives')
}

function invalid({ name, folder }: PackageUnderTest, why: string, cause?: unknown): RevError {
  return new RevError('REV_CONNECTOR_INVALID', `Failed to load ${name || folder}: ${why}`, {
    cause,
    hint: 'Build the package first.',
  })
}
