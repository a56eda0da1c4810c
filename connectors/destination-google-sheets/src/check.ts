import { jsonObject, jsonText, RevError, type CheckResult, type Context } from '@revetl/sdk'
import { readSpreadsheet } from './client.ts'
import { spreadsheetId, type Config } from './config.ts'
import { refusedRequest } from './refused-request.ts'

/** Whether the spreadsheet can be read, and its name. Google tells no remaining quota, and write access only by writing. */
export async function check(ctx: Context<Config>): Promise<CheckResult> {
  const response = await readSpreadsheet(ctx, 'spreadsheetId,properties(title)')
  if (!response.isOk) throw refusedRequest(response, 'open the spreadsheet')
  const { spreadsheetId: id, properties } = jsonObject(response.json())
  if (id !== spreadsheetId(ctx.config)) {
    throw new RevError(
      'REV_HTTP_BODY',
      'Failed to open the spreadsheet: Google names another one or none.',
    )
  }
  const name = jsonText(jsonObject(properties)['title'])
  return { account: { id, ...(name === undefined ? {} : { name }) } }
}
