import type { ConnectorNames } from './connector-names.ts'
import { renameTemplate } from './rename-template.ts'

// Files whose text is not about the connector.
const verbatim = ['LICENSE']

/** The files of a new connector by path: those of the template under its own names. */
export function scaffoldFiles(
  template: Readonly<Record<string, string>>,
  names: ConnectorNames,
): Record<string, string> {
  const files = Object.entries(template).map(([file, text]) => [
    file,
    verbatim.includes(file) ? text : renameTemplate(text, names),
  ])
  return { ...Object.fromEntries(files), '.gitignore': 'node_modules/\ndist/\n*.tgz\n.env\n' }
}
