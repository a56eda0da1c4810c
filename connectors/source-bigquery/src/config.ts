import { z } from 'zod'

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
      .default('https://bigquery.googleapis.com')
      .meta({ title: 'API endpoint', description: 'Another end point, for a private network.' }),
  })
  .refine((config) => config.credentials === undefined || config.accessToken === undefined, {
    message: 'Expected either `credentials` or `accessToken`',
    path: ['accessToken'],
  })

/** The checked configuration of a BigQuery source. */
export type BigqueryConfig = z.output<typeof configSchema>
