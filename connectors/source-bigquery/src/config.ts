import { z } from 'zod'

const googleEndpoint = 'https://bigquery.googleapis.com'

/** The configuration of a BigQuery source. */
export const configSchema = z
  .strictObject({
    project: z.string().min(1).meta({
      title: 'Project',
      description: 'The project that runs and pays the queries.',
    }),
    dataset: z.string().min(1).optional().meta({
      title: 'Dataset',
      description: 'The dataset of names that name none, and the only one that is discovered.',
    }),
    location: z.string().min(1).optional().meta({
      title: 'Location',
      description: 'Where the data are, such as EU. Default: BigQuery finds out.',
    }),
    credentials: z.string().min(1).optional().meta({
      title: 'Credentials',
      description:
        'The JSON text of a service account key, or of what gcloud keeps as application default. Default: the service account of the machine in Google Cloud.',
      'x-rev-secret': true,
    }),
    accessToken: z.string().min(1).optional().meta({
      title: 'Access token',
      description: 'An OAuth token of about an hour, instead of credentials.',
      'x-rev-secret': true,
    }),
    maximumBytesBilled: z.int().min(1).optional().meta({
      title: 'Bytes billed at most',
      description: 'A query that would bill more bytes is refused before it runs.',
    }),
    apiEndpoint: z
      .url({ protocol: /^https?$/ })
      .default(googleEndpoint)
      .meta({ title: 'API endpoint', description: 'Another end point, for a private network.' }),
    bulkReads: z.enum(['auto', 'never', 'always']).default('auto').meta({
      title: 'Bulk reads',
      description:
        'Whether results are read through the Storage Read API: those of more than five pages where the account may, none, or all.',
    }),
    storageEndpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Storage endpoint',
        description:
          'Another end point of the Storage Read API. Default: `https://bigquerystorage.googleapis.com`, and none where `apiEndpoint` is another.',
      }),
  })
  .refine((config) => config.credentials === undefined || config.accessToken === undefined, {
    message: 'Expected either `credentials` or `accessToken`',
    path: ['accessToken'],
  })
  .refine((config) => config.bulkReads !== 'always' || storageEndpointOf(config) !== undefined, {
    message:
      'Expected `storageEndpoint` beside another `apiEndpoint` where `bulkReads` is `always`',
    path: ['storageEndpoint'],
  })

/** The checked configuration of a BigQuery source. */
export type BigqueryConfig = z.output<typeof configSchema>

interface EndPoints {
  readonly apiEndpoint: string
  readonly storageEndpoint?: string | undefined
}

/** Where the Storage Read API is; undefined where only the REST API has another end point, so that nothing leaves it. */
export function storageEndpointOf(config: EndPoints): string | undefined {
  if (config.storageEndpoint !== undefined) return config.storageEndpoint
  return config.apiEndpoint === googleEndpoint
    ? 'https://bigquerystorage.googleapis.com'
    : undefined
}
