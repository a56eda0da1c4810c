const units = {
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
} as const

/** A size such as `1GB` or `512MiB`. */
export const sizePattern = /^(\d+(?:\.\d+)?)\s?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/

/** Bytes of a text that `sizePattern` allows. */
export function sizeBytes(text: string): number {
  const [, number = '0', unit = 'KB'] = sizePattern.exec(text) ?? []
  return Math.floor(Number(number) * units[unit as keyof typeof units])
}
