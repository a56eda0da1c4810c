import type { Value, ValueRecord } from '@revetl/sdk'
import { reply, type HandlerTools, type Reply, type Route } from '@revetl/testkit/simulator'
import { refusal, type Catalog, type Workspace } from './workspace.ts'

interface Problem {
  readonly id: string
  readonly message: string
  readonly item?: Value
}

/** Catalogs: https://www.braze.com/docs/api/endpoints/catalogs (read 2026-11-27) */
export function catalogRoutes(workspace: Workspace): readonly Route[] {
  const write = (method: 'PUT' | 'PATCH' | 'DELETE', permission: string): Route =>
    workspace.route(
      method,
      '/catalogs/:name/items',
      permission,
      ({ json }, { name = '' }, tools) => {
        const catalog = workspace.catalogs.get(name)
        const items = (json as unknown as { items: readonly ValueRecord[] }).items
        if (!catalog) {
          return invalid(404, [{ id: 'catalog-not-found', message: 'Could not find catalog' }])
        }
        const problems = problemsOf(catalog, items)
        if (problems.length > 0) return invalid(400, problems)
        for (const item of items) apply(catalog, method, item, { ...tools, name })
        return reply(202, { message: 'success' })
      },
    )
  return [
    workspace.route('GET', '/catalogs', 'catalogs.get', () =>
      reply(200, {
        catalogs: [...workspace.catalogs].map(([name, { fields, items }]) => ({
          name,
          description: '',
          fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
          num_items: items.size,
          updated_at: '2026-11-27T00:00:00.000+00:00',
        })),
        message: 'success',
      }),
    ),
    write('PUT', 'catalogs.replace_items'),
    write('PATCH', 'catalogs.update_items'),
    write('DELETE', 'catalogs.delete_items'),
  ]
}

function invalid(status: number, problems: readonly Problem[]): Reply {
  const errors = problems.map(({ id, message, item }) => ({
    id,
    message,
    parameters: item === undefined ? [] : ['id'],
    parameter_values: item === undefined ? [] : [item],
  }))
  return refusal(status, 'Invalid Request', { errors })
}

function problemsOf({ fields }: Catalog, items: readonly ValueRecord[]): readonly Problem[] {
  if (items.length > 50) {
    return [{ id: 'request-includes-too-many-items', message: 'There are too many items' }]
  }
  return items.flatMap((item): Problem[] => {
    const { id } = item
    if (typeof id !== 'string') {
      return [{ id: 'items-missing-ids', message: 'There are 1 item(s) that do not have ids' }]
    }
    if (!/^[\w-]+$/.test(id)) {
      return [
        {
          id: 'invalid-ids',
          message: 'Item IDs can only include letters, numbers, hyphens, and underscores',
          item: id,
        },
      ]
    }
    const unknown = Object.keys(item).filter((name) => !Object.hasOwn(fields, name))
    const message = 'Some of the fields given do not exist in the catalog'
    return unknown.length > 0 ? [{ id: 'invalid-fields', message, item: id }] : []
  })
}

function apply(
  { items }: Catalog,
  method: 'PUT' | 'PATCH' | 'DELETE',
  item: ValueRecord,
  { accept, name }: HandlerTools & { readonly name: string },
): void {
  const id = item['id'] as string
  const old = items.get(id)
  if (method === 'PUT') items.set(id, { ...item })
  else if (method === 'DELETE') items.delete(id)
  else if (old) Object.assign(old, item)
  else return
  accept({ object: `catalog_${name}`, operation: method, key: id, payload: item })
}
