import type { CheckResult, ConnectorReport } from './conformance-report.ts'

/** The results as JUnit XML: a suite for each connector, a case for each check. */
export function toJunit(reports: readonly ConnectorReport[]): string {
  const suites = reports.map((report) => {
    const { failed, skipped, results, at } = report
    const attributes = attributesOf({
      name: `${report.package} ${report.version}`,
      tests: results.length,
      failures: failed,
      skipped,
      timestamp: at,
    })
    return `  <testsuite ${attributes}>\n${results.map((one) => caseXml(report, one)).join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>`
}

function caseXml(report: ConnectorReport, result: CheckResult): string {
  const { id, title, subject, durationMs } = result
  const name = [id, subject, title].filter((part) => part !== undefined).join(' ')
  const attributes = attributesOf({ classname: report.package, name, time: durationMs / 1000 })
  const inside = insideXml(result)
  return inside === undefined
    ? `    <testcase ${attributes}/>`
    : `    <testcase ${attributes}>${inside}</testcase>`
}

function insideXml({ status, reason, failure }: CheckResult): string | undefined {
  if (status === 'skipped') return `<skipped ${attributesOf({ message: reason ?? '' })}/>`
  if (failure === undefined) return undefined
  const { expected, got, sent, see } = failure
  const text = escape(`Expected ${expected}, got ${got}.\nSee ${see}.\nSent:\n${sent}`)
  if (status === 'warned') return `<system-out>${text}</system-out>`
  return `<failure ${attributesOf({ message: `expected ${expected}, got ${got}` })}>${text}</failure>`
}

function attributesOf(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escape(String(value))}"`)
    .join(' ')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

function escape(text: string): string {
  return (
    text
      // What XML 1.0 cannot carry.
      // oxlint-disable-next-line no-control-regex
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\u{fffd}')
      .replace(/[&<>"\n]/g, (one) => entities[one] ?? one)
  )
}
