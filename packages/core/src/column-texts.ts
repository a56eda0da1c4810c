import type { DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

/** How DuckDB lays a text out: four bytes of length, then the text itself, or a pointer where it is longer than twelve. */
const layout = { size: 16, inline: 4, inlineMax: 12, pointer: 8 }

// A text beyond 128 KiB is a large object to V8, which lets go of it late.
const pieceBytesMax = 64 << 10

const decoder = new TextDecoder()

/**
 * The texts in the first column of a chunk, none of them NULL, put together as they come. What lies side by side in
 * the memory of the engine crosses at once: a call for each text would cost more than the text.
 * @returns pieces of 64 KiB at most, but for a text that is longer by itself; no text is cut
 */
export function* joinedTexts({ chunk, rowCount }: DuckDBDataChunk): Generator<string, void, void> {
  for (let row = 0; row < rowCount;) {
    // The memory is the chunk's and goes with it: nothing of it is held over a yield but the chunk itself.
    const [piece, end] = joinFrom(vectorData(chunk, rowCount), row, rowCount)
    yield piece
    row = end
  }
  // Else it would hold its texts until somebody collects it, and V8 does not know how much that is.
  duckdb.data_chunk_reset(chunk)
}

function vectorData(chunk: DuckDBDataChunk['chunk'], rowCount: number): Uint8Array {
  const vector = duckdb.data_chunk_get_vector(chunk, 0)
  return duckdb.vector_get_data(vector, rowCount * layout.size)
}

/** The texts from a row on, as many as lie side by side, and the row after them. */
function joinFrom(
  data: Uint8Array,
  row: number,
  rowCount: number,
): readonly [piece: string, end: number] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const start = row * layout.size
  let bytes = view.getUint32(start, true)
  let end = row + 1
  if (bytes <= layout.inlineMax) {
    const text = data.subarray(start + layout.inline, start + layout.inline + bytes)
    return [decoder.decode(text), end]
  }
  const address = view.getBigUint64(start + layout.pointer, true)
  for (; end < rowCount; end++) {
    const next = end * layout.size
    const more = view.getUint32(next, true)
    const isBeside =
      more > layout.inlineMax &&
      view.getBigUint64(next + layout.pointer, true) === address + BigInt(bytes)
    if (!isBeside || bytes + more > pieceBytesMax) break
    bytes += more
  }
  const place = data.byteOffset + start + layout.pointer
  const text = duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, place, bytes)
  return [decoder.decode(text), end]
}
