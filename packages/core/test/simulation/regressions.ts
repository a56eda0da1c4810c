import type { Story } from './story.ts'

/** Stories that broke a promise once, with what was wrong. Seeds change with the generator; stories do not. */
export const regressions: readonly { readonly about: string; readonly story: Story }[] = []
