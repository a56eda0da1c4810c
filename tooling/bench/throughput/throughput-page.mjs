// docs/connectors/throughput.md, as the command writes it.

/** @typedef {import('./measure-row.mjs').ThroughputResult} ThroughputResult */

const intro = `# How fast, beside what the vendor allows

\`npm run bench -- --connectors\` writes this page. Each row is a whole run of rev, read, compared and durable, in a process of its own, against the simulator of the connector: real sockets, an answer after 50 ms, and the published limit kept as a sliding window that refuses what is beyond it. A row lasts as many whole windows of the limit as fit into 20 seconds, counted from the first request on; no window is shortened. Measured are the records that the simulator wrote in that time; the share is that of the requests which the limit allows. Where a write needs reads before it, those of the last batches stand in the window and their writes behind it. At least 90 % of the limit has to be used, and no request may be refused.

A limit of an hour or a day is not waited for. There what is measured is the pace of a short run, marked *pace*: 100 % says that the connector is at least as fast as the limit is used up, so that the limit decides and not rev.

A connector without a published limit of requests has no row. Where the limit is far beyond what one machine sends, such as HubSpot's 1,250 requests of 500 events a second, it says nothing and has no row either.

| connector | what | published limit | allowed, records/s | measured, records/s | share | refused | requests at once |
|---|---|---|---|---|---|---|---|
`

/** @param {readonly ThroughputResult[]} results @returns {string} */
export function throughputPage(results) {
  const rows = results.map(({ connector, what, limit, ...result }) => {
    const published = `[${whole(limit.requests)} requests in ${spanText(limit.perMs)}](${limit.source})`
    const cells = [
      connector.replace(/^destination-/, ''),
      what,
      published,
      whole(result.allowedPerSecond),
      whole(result.recordsPerSecond),
      `${Math.round(result.share * 100)} %${result.isPace ? ', *pace*' : ''}`,
      String(result.throttled),
      String(result.inFlightPeak),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `${intro}${rows.join('\n')}\n`
}

/** @param {number} number */
const whole = (number) => Math.round(number).toLocaleString('en-US')

const hourMs = 3_600_000

/** @param {number} ms */
const spanText = (ms) => (ms < hourMs ? `${ms / 1000} s` : `${ms / hourMs} h`)
