import { oneLine } from '../text/value-text.ts'
import { maskSecrets, secretVariants } from './mask-secrets.ts'

/** Where the text of a command goes. Masks secrets in all of it. */
export interface Printer {
  /** Whether standard output carries one JSON envelope and nothing else. */
  readonly isJson: boolean
  /** Text for standard output. */
  out(text: string): void
  /** Text for standard error. */
  err(text: string): void
  /** Text for standard error that must be whole, such as an address to open: nothing of it is masked. */
  show(text: string): void
  /** The folder that places in project files are relative to, once it is known. */
  projectPath: string | undefined
  /** Masks these values from now on. */
  hide(secrets: readonly string[]): void
  /** The text without secrets. */
  mask(text: string): string
}

/** A printer on the standard streams of the process. */
export function createPrinter(options: { readonly isJson: boolean }): Printer {
  const hidden = new Set<string>()
  const mask = (text: string) => maskSecrets(text, hidden)
  return {
    isJson: options.isJson,
    projectPath: undefined,
    mask,
    out: (text) => void process.stdout.write(`${safeText(text)}\n`),
    show: (text) => void process.stderr.write(`${safeText(text)}\n`),
    err: (text) => void process.stderr.write(`${safeText(mask(text))}\n`),
    hide: (secrets) => {
      for (const secret of secrets) for (const one of secretVariants(secret)) hidden.add(one)
    },
  }
}

/** A text without what a terminal would obey: of its control characters only line ends, tabs and colours stay. */
export function safeText(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex -- finding them is the point
    /\u001b\[[0-9;]*m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (found) => (found.length > 1 ? found : oneLine(found)),
  )
}

/** Whether a command line asks for JSON, before it has been parsed. */
export function isJsonAsked(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json')
}
