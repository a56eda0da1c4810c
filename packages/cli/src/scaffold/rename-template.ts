import type { ConnectorNames } from './connector-names.ts'

/** The text of a file of the template for a connector of another name. */
export function renameTemplate(text: string, names: ConnectorNames): string {
  const { id, packageName, title, pascal, constant } = names
  return (
    text
      // The template says of its vendor that there is none; of the new one that would be wrong.
      .replaceAll(/, a vendor that does not exist[^.\n]*\./g, '.')
      .replaceAll(/rev-(destination|source)-template/g, packageName)
      .replaceAll('Template CRM', title)
      .replaceAll('TEMPLATE_', `${constant}_`)
      .replaceAll(/\bTemplateSimulator\b/g, `${pascal}Simulator`)
      .replaceAll(/\bstartTemplate\b/g, `start${pascal}`)
      .replaceAll(/\btemplate\b/g, id)
  )
}
