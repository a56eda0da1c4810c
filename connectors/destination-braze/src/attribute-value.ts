import { isExactNumber, RevError, type Value, type ValueRecord } from '@revetl/sdk'

// "Custom attribute keys and values have a maximum length of 255 characters":
// https://www.braze.com/docs/developer_guide/platform_integration_guides/web/analytics/setting_custom_attributes (read 2026-11-27)
const lengthMax = 255

/**
 * Refuses what Braze would take and not keep: texts that it cuts, and nulls inside of a value, for which it drops the
 * whole value without a word. https://www.braze.com/docs/api/endpoints/user_data/post_user_track/ (read 2026-11-27)
 * @throws `REV_VALUE_TOO_LONG`, `REV_VALUE_INVALID`
 */
export function checkValues(values: ValueRecord): void {
  for (const [name, value] of Object.entries(values)) {
    // The address of a picture is no custom attribute, and often longer.
    if (name === 'image_url') continue
    if (Array.from(name).length > lengthMax || name.startsWith('$')) {
      throw new RevError(
        'REV_VALUE_INVALID',
        `${name}: names have at most ${lengthMax} characters and begin with no $.`,
      )
    }
    if (value !== null) checkInside(name, value)
  }
}

function checkInside(name: string, value: Value): void {
  if (value === null) {
    throw new RevError(
      'REV_VALUE_INVALID',
      `${name} holds a null inside, for which Braze drops all of it.`,
    )
  }
  if (typeof value === 'string' && Array.from(value).length > lengthMax) {
    throw new RevError(
      'REV_VALUE_TOO_LONG',
      `${name} has a text of more than ${lengthMax} characters, which Braze would cut.`,
    )
  }
  if (typeof value !== 'object' || isExactNumber(value)) return
  for (const one of Object.values(value as ValueRecord)) checkInside(name, one)
}
