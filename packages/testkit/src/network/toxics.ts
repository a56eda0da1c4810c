/** Something that goes wrong with the bytes of one direction of a connection. */
export type Toxic =
  /** Each piece arrives later, by `ms` plus up to `jitterMs`. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** Pieces of so many bytes, each in a packet of its own, with a pause between them. */
  | { readonly kind: 'slicer'; readonly bytes: number; readonly pauseMs?: number }
  /** Nothing arrives, and nobody is told. */
  | { readonly kind: 'black-hole' }
  /** The connection is closed properly after so many bytes. */
  | { readonly kind: 'close'; readonly afterBytes: number }
  /** The connection is reset after so many bytes. */
  | { readonly kind: 'reset'; readonly afterBytes: number }

/** How time passes for toxics, and what decides their jitter. */
export interface ToxicTime {
  readonly sleep: (ms: number) => Promise<void>
  /** Draws from [0, 1). */
  readonly random: () => number
}

/** What is to be done next with a direction of a connection. */
export type ToxicStep =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'pass'; readonly bytes: Buffer }
  | { readonly do: 'close' | 'reset' }

/**
 * What toxics make of a piece that comes after `passedBytes` others.
 * @returns steps in their order; none where the piece vanishes.
 */
export function applyToxics(
  toxics: readonly Toxic[],
  piece: Buffer,
  passedBytes: number,
  random: () => number,
): ToxicStep[] {
  if (toxics.some(({ kind }) => kind === 'black-hole')) return []
  const end = endOf(toxics, piece.length, passedBytes)
  const alive = end === undefined ? piece : piece.subarray(0, end.atByte)
  const steps: ToxicStep[] = latencySteps(toxics, random)
  for (const bytes of slices(toxics, alive)) {
    const ms = pauseMs(toxics, bytes.length)
    if (ms > 0) steps.push({ do: 'wait', ms })
    steps.push({ do: 'pass', bytes })
  }
  if (end !== undefined) steps.push({ do: end.do })
  return steps
}

function latencySteps(toxics: readonly Toxic[], random: () => number): ToxicStep[] {
  return toxics.flatMap((toxic) =>
    toxic.kind === 'latency'
      ? [{ do: 'wait' as const, ms: toxic.ms + random() * (toxic.jitterMs ?? 0) }]
      : [],
  )
}

function endOf(toxics: readonly Toxic[], pieceBytes: number, passedBytes: number) {
  const ends = toxics.flatMap((toxic) =>
    toxic.kind === 'close' || toxic.kind === 'reset'
      ? [{ do: toxic.kind, atByte: Math.max(0, toxic.afterBytes - passedBytes) }]
      : [],
  )
  return ends
    .filter(({ atByte }) => atByte <= pieceBytes)
    .toSorted((a, b) => a.atByte - b.atByte)[0]
}

function slices(toxics: readonly Toxic[], piece: Buffer): Buffer[] {
  const sizes = toxics.flatMap((toxic) => (toxic.kind === 'slicer' ? [toxic.bytes] : []))
  const size = Math.min(piece.length, ...sizes)
  const parts: Buffer[] = []
  for (let start = 0; start < piece.length; start += size) {
    parts.push(piece.subarray(start, start + size))
  }
  return parts
}

function pauseMs(toxics: readonly Toxic[], bytes: number): number {
  return toxics.reduce((ms, toxic) => {
    if (toxic.kind === 'bandwidth') return ms + (bytes / toxic.bytesPerSecond) * 1000
    return toxic.kind === 'slicer' ? ms + (toxic.pauseMs ?? 0) : ms
  }, 0)
}
