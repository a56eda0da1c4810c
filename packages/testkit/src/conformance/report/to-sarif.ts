import type { Check } from '../checks/check.ts'
import type { CheckResult, ConnectorReport } from './conformance-report.ts'

/** What is wrong with the files of each package, as SARIF 2.1.0: the static part of the suite. */
export function toSarif(reports: readonly ConnectorReport[], checks: readonly Check[]): object {
  const rules = checks
    .filter(({ level }) => level === 'S')
    .map(({ id, title, severity }) => ({
      id,
      shortDescription: { text: title },
      defaultConfiguration: { level: severity === 'must' ? 'error' : 'warning' },
    }))
  const results = reports.flatMap((report) =>
    report.results.filter(({ level, failure }) => level === 'S' && failure).map(toResult(report)),
  )
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'rev connector test', rules } }, results }],
  }
}

function toResult({ package: name }: ConnectorReport) {
  return ({ id, status, failure }: CheckResult): object => {
    const { expected = '', got = '', fix, place } = failure ?? {}
    const uri = place?.file ?? 'package.json'
    return {
      ruleId: id,
      level: status === 'failed' ? 'error' : 'warning',
      message: { text: `${name}: expected ${expected}, got ${got}.${fix ? ` ${fix}` : ''}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri },
            region: { startLine: place?.line ?? 1 },
          },
        },
      ],
    }
  }
}
