import { crmObject, recordId } from './crm-object.ts'

/** An object that the account has defined itself, known by its fully qualified name. */
export const customObject = crmObject('Custom object', recordId, {
  matchOn: [['hs_object_id']],
  upsertSends: 'changed',
})
