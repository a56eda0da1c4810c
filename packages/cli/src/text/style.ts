import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it as it is. */
export type Style = (format: Format, text: string) => string

/** Colours for a stream: only on a terminal, and never against NO_COLOR. */
export function createStyle(stream: NodeJS.WriteStream): Style {
  return (format, text) => styleText(format, text, { stream })
}

/** No colours, for tests and files. */
export const plainStyle: Style = (_format, text) => text
