import type { Client } from 'pg'

/** A row as the server prints it. */
type TextRow = readonly (string | null)[]

/** What is read, and how. */
interface CursorRequest {
  readonly select: string
  /** Rows of one page. */
  readonly fetchRows: number
  readonly signal: AbortSignal
}

const asText = { getTypeParser: () => (text: string) => text }

/**
 * The rows of a SELECT, some at a time, through a cursor: without one the server would send all at once, and it has no
 * COPY to a client. While one page is worked on the next one is on its way. The transaction must be open.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/declare.html (read 2026-11-27)
 */
export async function* cursorPages(
  client: Client,
  { select, fetchRows, signal }: CursorRequest,
): AsyncGenerator<readonly TextRow[], void, void> {
  const fetchPage = async (): Promise<readonly TextRow[]> => {
    const text = `fetch forward ${fetchRows} from rev_rows`
    const { rows } = await client.query<(string | null)[]>({
      text,
      rowMode: 'array',
      types: asText,
    })
    return rows
  }
  const startFetch = (): Promise<readonly TextRow[]> => {
    // The cancelling reaches what the server does, and nothing that is sent behind it.
    signal.throwIfAborted()
    const page = fetchPage()
    // A reader that has left does not ask for it any more.
    page.catch(() => undefined)
    return page
  }
  await client.query(`declare rev_rows cursor for ${select}`)
  // Only a page without rows is the end.
  for (let next = startFetch(); ;) {
    const rows = await next
    if (rows.length === 0) return
    next = startFetch()
    yield rows
  }
}
