import { reply, type Reply } from '@revetl/testkit/simulator'

// The shape and the codes: https://developers.intercom.com/docs/references/2.17/rest-api/errors (read 2026-11-27)

/** A refusal in Intercom's words. */
export function refusal(status: number, code: string, message: string): Reply {
  const errors = [{ code, message }]
  return reply(status, {
    type: 'error.list',
    request_id: '12a938a3-314e-4939-b773-5cd45738bd21',
    errors,
  })
}

export const contactNotFound = refusal(404, 'not_found', 'User Not Found')
export const companyNotFound = refusal(404, 'company_not_found', 'Company Not Found')
export const instanceNotFound = refusal(404, 'not_found', 'Custom object instance not found')

export const typeNotFound = (type: string): Reply =>
  refusal(404, 'not_found', `Custom object type \`${type}\` not found`)

/** https://github.com/intercom/Intercom-OpenAPI/pull/543 (read 2026-11-27) */
export const conflict = (id: string, isArchived: boolean): Reply => {
  const who = isArchived ? 'An archived contact' : 'A contact'
  return refusal(409, 'conflict', `${who} matching those details already exists with id=${id}`)
}
