import { reply } from '../reply.ts'
import { route } from '../route.ts'
import type { SimulatorRequest } from '../request.ts'
import type { VendorErrors } from '../simulator-options.ts'
import { startSimulator } from '../start-simulator.ts'
import { RecordStore } from './record-store.ts'
import type { SimulatedVendor, VendorOptions } from './vendor-options.ts'
import { objectRoutes } from './vendor-routes.ts'
import { VendorTokens } from './vendor-tokens.ts'

/**
 * Starts a vendor from a declaration of its objects, keys, calls, limits, error bodies and quirks. Every fault of a
 * simulator can be switched on.
 */
export async function startVendor(options: VendorOptions): Promise<SimulatedVendor> {
  const {
    account,
    oauth,
    objects,
    errors,
    limits = [],
    credentials: _credentials,
    routes = [],
    ...shared
  } = options
  const tokens = new VendorTokens(oauth)
  const stores = new Map(
    Object.entries(objects).map(([name, object]) => [name, new RecordStore(name, object)] as const),
  )
  const storeOf = (name: string): RecordStore => {
    const store = stores.get(name)
    if (store === undefined) throw new Error(`The vendor has no object ${name}.`)
    return store
  }
  const simulator = await startSimulator({
    ...shared,
    quotas: limits,
    errors: { ...usualErrors, ...errors },
    isAuthorized: (request) => isAuthorized(request, options, tokens),
    routes: [
      ...tokens.routes(),
      ...routes,
      route('GET', account.path, () => reply(200, account.body)),
      ...Object.entries(objects).flatMap(([name, object]) =>
        objectRoutes(object, storeOf(name), options),
      ),
    ],
    showState: () => Object.fromEntries([...stores].map(([name, store]) => [name, store.list()])),
  })
  return Object.defineProperties(simulator, {
    records: { value: (name: string) => storeOf(name).list() },
    tokensIssued: { get: () => tokens.issued },
    expireTokens: { value: () => tokens.expire() },
    revokeGrants: { value: () => tokens.revoke() },
  }) as SimulatedVendor
}

function isAuthorized(
  request: SimulatorRequest,
  { credentials, oauth }: VendorOptions,
  tokens: VendorTokens,
): boolean {
  if (oauth !== undefined && (request.path === oauth.path || tokens.isGood(request))) return true
  if (credentials !== undefined) {
    return request.headers[credentials.header.toLowerCase()] === credentials.value
  }
  return oauth === undefined
}

const usualErrors: VendorErrors = {
  unauthorized: () => reply(401, { message: 'The credentials are not good.' }),
  throttled: ({ name }, fullForMs) =>
    reply(
      429,
      { message: `Too many ${name}.` },
      { 'retry-after': String(Math.ceil(fullForMs / 1000)) },
    ),
  notFound: ({ path }) => reply(404, { message: `There is no ${path}.` }),
  forbidden: ({ path }) => reply(403, { message: `The permission for ${path} is missing.` }),
}
