import { annotate, secret } from '@revetl/sdk'
import { z } from 'zod'

/** The configuration of an ad account. */
export const config = z.object({
  accessToken: annotate(secret(z.string().min(1)), {
    title: 'Access token',
    description: 'Token of a system user with the permission ads_management.',
  }),
  appSecret: annotate(secret(z.string().min(1)), {
    title: 'App secret',
    description: 'Secret of the app, where it requires proof of it with each call.',
  }).optional(),
  adAccount: annotate(z.string().regex(/^(act_)?\d+$/), {
    title: 'Ad account',
    description: 'Id of the ad account, with or without act_.',
  }),
  tier: annotate(z.enum(['development', 'standard']), {
    title: 'Access tier',
    description: 'Access of the app to the Ads Management API; it decides the hourly limit.',
  }).default('development'),
  baseUrl: annotate(z.url({ protocol: /^https?$/ }), {
    title: 'Base URL',
    description: 'Where the API is, for a proxy or a simulator.',
  }).default('https://graph.facebook.com'),
})

/** A checked configuration. */
export type Config = z.output<typeof config>

/** The ad account as paths name it. */
export function accountNode({ adAccount }: Pick<Config, 'adAccount'>): string {
  return adAccount.startsWith('act_') ? adAccount : `act_${adAccount}`
}
