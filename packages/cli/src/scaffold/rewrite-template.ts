import type { ConnectorNames } from './connector-names.ts'

/** A file of the template with the names of a new connector. */
export function rewriteText(text: string, names: ConnectorNames): string {
  const { id, title, packageName, pascal, constant } = names
  return (
    text
      // What the template says of itself.
      .replace(/, a vendor that does not exist(: copy it to start a connector of your own)?/g, '')
      .replaceAll('rev-destination-template', packageName)
      .replaceAll('api.template.example.com', `api.${id}.example.com`)
      .replaceAll('Template CRM', title)
      .replaceAll('TEMPLATE_', `${constant}_`)
      .replaceAll('startTemplate', `start${pascal}`)
      .replaceAll('TemplateSimulator', `${pascal}Simulator`)
      .replaceAll('connector: template', `connector: ${id}`)
      .replaceAll("'template'", `'${id}'`)
      .replaceAll('`template:', `\`${id}:`)
      .replaceAll(/\btemplate\b(?=[,.;:)\s[])/g, camel(pascal))
  )
}

const camel = (pascal: string): string => pascal.slice(0, 1).toLowerCase() + pascal.slice(1)

type Json = Record<string, unknown>

/** The package.json of a new connector: public, with the command line that tests it. */
export function rewritePackageJson(text: string, names: ConnectorNames, cliRange: string): string {
  const { private: _private, ...rest } = JSON.parse(text) as Json
  const {
    devDependencies = {},
    rev,
    scripts,
  } = rest as { devDependencies?: Json; rev: Json; scripts: Json }
  const content = {
    ...rest,
    name: names.packageName,
    description: `Delivers changes to ${names.title}`,
    files: ['dist', '!dist/**/*.tsbuildinfo'],
    publishConfig: { access: 'public', provenance: true },
    scripts: { ...scripts, conformance: 'rev connector test' },
    devDependencies: { '@revetl/cli': cliRange, ...devDependencies },
    rev: { ...rev, id: names.id },
  }
  return `${JSON.stringify(content, undefined, 2)}\n`
}

/** The tsconfig.json of a package that stands alone. */
export function rewriteTsconfig(text: string): string {
  return text.replace(/,?\s*"references": \[[^\]]*\]/g, (found) =>
    found.includes('"path": ".."')
      ? `${found.startsWith(',') ? ',' : ''}\n  "references": [{ "path": ".." }]`
      : '',
  )
}
