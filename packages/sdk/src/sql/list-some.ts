const shownMax = 3

/** How many names `listSome` has to be given to tell that there are more than it shows. */
export const listedMax = shownMax + 1

/** Up to three names as they stand in a warning, and that there are others. */
export function listSome(names: readonly string[], separator = ', '): string {
  const more = names.length > shownMax ? ' and others' : ''
  return `${names.slice(0, shownMax).join(separator)}${more}`
}
