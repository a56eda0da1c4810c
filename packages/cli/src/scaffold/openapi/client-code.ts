import { functionName, memberName, quote } from './code-text.ts'
import type { Proposal, ProposedCall, ProposedObject } from './proposal.ts'

/** `src/client.ts`: one function for each end point. */
export function clientCode({ objects, accountPath }: Proposal): string {
  const functions = objects.flatMap((object) => object.calls.map((call) => callCode(object, call)))
  const hasPart = functions.some((code) => code.includes('part('))
  return `import type { Change, Context, HttpResponse, Value } from '@revetl/sdk'
import type { Config } from './config.ts'

type Ctx = Context<Config>

const url = ({ config }: Ctx, path: string): string => config.baseUrl.replace(/\\/$/, '') + path
${hasPart ? `\nconst part = (value: Value | undefined): string => encodeURIComponent(String(value))\n` : ''}
${functions.join('\n')}
/** GET ${accountPath} */
export function readAccount(ctx: Ctx): Promise<HttpResponse> {
  return ctx.http.get(url(ctx, ${quote(accountPath)}))
}
`.replace(hasPart ? '' : ', Value }', hasPart ? '' : ' }')
}

function callCode(object: ProposedObject, call: ProposedCall): string {
  const { operation, method, path, many } = call
  const name = functionName(operation, object.name)
  return many === undefined
    ? oneCode(name, object, call)
    : `/** ${method.toUpperCase()} ${path} */
export function ${name}(ctx: Ctx, changes: readonly Change[]): Promise<HttpResponse> {
  const ${many.wrapper === undefined ? 'list' : 'records'} = changes.map(({ fields }) => ${many.onlyField === undefined ? 'fields' : `fields[${quote(many.onlyField)}]`})
  return ctx.http.${method}(url(ctx, ${quote(path)}), { json: ${many.wrapper === undefined ? 'list' : `{ ${memberName(many.wrapper)}: records }`} })
}
`
}

function oneCode(name: string, object: ProposedObject, call: ProposedCall): string {
  const { method, path, pathFields, hasBody } = call
  const target = path.replaceAll(
    /\{([^}]+)\}/g,
    (_all, field: string) => `\${part(fields[${quote(field)}])}`,
  )
  const where = pathFields.length === 0 ? quote(path) : `\`${target}\``
  const body = hasBody ? ', { json: fields }' : ''
  return `/** ${method.toUpperCase()} ${path} */
export function ${name}(ctx: Ctx, { fields }: Change): Promise<HttpResponse> {
  return ctx.http.${method}(url(ctx, ${where})${body})
}
`
}
