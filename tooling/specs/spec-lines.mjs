// What `npm run test:specs` says of one connector.

/** @typedef {import('@revetl/testkit/vendor-spec').VendorSpecReport} VendorSpecReport */

/**
 * @param {{ connector: string, report?: VendorSpecReport, none?: string, missing?: string, error?: string }} result
 * @returns {string[]}
 */
export function specLines({ connector, report, none, missing, error }) {
  if (error !== undefined) return [`${connector}: ${error}`]
  if (missing !== undefined) return [`${connector}: NOT RUN. ${missing}`]
  if (report === undefined) return [`${connector}: no description. ${none}`]
  const { requests, answers, mismatches, unmatched, exceptions } = report
  return [
    `${connector}: ${requests.checked} requests checked, ${answers.checked} answers checked, ` +
      `${mismatches.length} mismatches; ${requests.refused} requests refused by the vendor for their ` +
      `records, ${requests.undescribed} of operations that are not described, ${exceptions.length} exceptions`,
    ...mismatches.map((one) => {
      const status = one.status === undefined ? '' : ` ${one.status}`
      const place = `${one.operation} ${one.in}${one.in === 'answer' ? status : ''} ${one.pointer}`
      return `  ${place}: expected ${one.expected}, got ${one.got} (${one.keyword}, ${one.times} times)`
    }),
    ...unmatched.map(
      ({ operation, pointer }) =>
        `  The exception for ${operation} ${pointer} matches nothing any more. Remove it.`,
    ),
  ]
}
