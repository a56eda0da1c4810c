import path from 'node:path'
import { $RefParser } from '@apidevtools/json-schema-ref-parser'
import { errorMessage, RevError } from '@revetl/sdk'
import type { DescribedVendor, Description } from './define-vendor-spec.ts'
import type { JsonObject } from './document.ts'
import { metaToOpenapi } from './formats/meta-to-openapi.ts'
import { swaggerToOpenapi } from './formats/swagger-to-openapi.ts'
import { openapiOperations } from './formats/openapi-operations.ts'
import type { Operation } from './operation.ts'

/**
 * Every operation of a vendor's descriptions.
 * @param specsPath the folder with a folder for each vendor
 * @throws `REV_CONFIG_FILE` where a file is missing or is no description
 */
export async function readDescriptions(
  specsPath: string,
  { folder, descriptions }: DescribedVendor,
): Promise<readonly Operation[]> {
  const read = descriptions.map((one) => readDescription(path.join(specsPath, folder), one))
  return (await Promise.all(read)).flat()
}

async function readDescription(
  folder: string,
  { file, servers }: Description,
): Promise<readonly Operation[]> {
  const place = path.join(folder, file)
  const bundled = await $RefParser
    .bundle(place, { resolve: { http: false } })
    .catch((error: unknown) => {
      throw unreadable(place, errorMessage(error))
    })
  const operations = openapiOperations(toOpenapi(place, bundled as JsonObject), servers)
  if (operations.length === 0) throw unreadable(place, 'it describes no operation')
  return operations
}

/** The description as OpenAPI 3, whatever it was. */
function toOpenapi(place: string, document: JsonObject): JsonObject {
  if (typeof document['openapi'] === 'string') return document
  if (document['swagger'] === '2.0') return swaggerToOpenapi(document)
  if (Array.isArray(document['apis'])) return metaToOpenapi(document)
  throw unreadable(place, 'it is neither OpenAPI 3 nor Swagger 2 nor of the form of Meta')
}

function unreadable(place: string, why: string): RevError {
  return new RevError('REV_CONFIG_INVALID', `Failed to read the description ${place}: ${why}.`, {
    hint: 'docs/connectors/vendor-descriptions.md says how to fill the folder.',
  })
}
