import { isRecord } from './check-operation.ts'
import type { Problems } from './problems.ts'

/** The forms of a file permission. */
export const filePermissionPattern = '^(project|temp|any|config(\\.[^.]+)+)$'

const known = ['addons', 'fsRead', 'fsWrite', 'net']

/** Notes what is wrong with the permissions that a connector asks for. An unknown one is wrong: nobody would grant it. */
export function checkPermissions(permissions: unknown, problems: Problems): void {
  if (permissions === undefined) return
  if (!isRecord(permissions)) {
    problems.add(`expected an object with ${known.join(', ')}`)
    return
  }
  for (const [name, value] of Object.entries(permissions)) {
    if (!known.includes(name)) problems.add(`there is no permission ${name}`)
    else if (name === 'addons' || name === 'net') {
      problems.expect(typeof value === 'boolean', name, 'true or false', value)
    } else problems.expect(isFileList(value), name, 'project, temp, any or config.KEY', value)
  }
}

function isFileList(value: unknown): boolean {
  const pattern = new RegExp(filePermissionPattern)
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && pattern.test(one))
}
