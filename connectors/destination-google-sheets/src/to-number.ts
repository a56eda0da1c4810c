import type { Value } from '@revetl/sdk'

/** A whole number; zeros are left out of answers. */
export function toNumber(value: Value | undefined): number {
  return typeof value === 'number' ? value : 0
}
