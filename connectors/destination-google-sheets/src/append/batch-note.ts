import type { UpdateRequest } from '../client.ts'

// Far less than the 30,000 characters that a tab's notes may have (generally known, and to be confirmed at
// https://developers.google.com/workspace/sheets/api/guides/metadata), and more than can be under way at once.
const batchesKept = 20
const keyLength = 32

interface NotePlace {
  readonly sheetId: number
  readonly key: string
  /** What stands there already. */
  readonly note: { readonly id: number; readonly text: string } | undefined
}

const shortKey = (idempotencyKey: string): string => idempotencyKey.slice(0, keyLength)

/** Whether a note names a batch. */
export function isNoted(text: string | undefined, idempotencyKey: string): boolean {
  return (text ?? '').split(',').includes(shortKey(idempotencyKey))
}

/** Adds a batch to the note of its sync, and drops the oldest. */
export function noteBatch(
  { sheetId, key, note }: NotePlace,
  idempotencyKey: string,
): UpdateRequest {
  const before = (note?.text ?? '').split(',').filter((one) => one !== '')
  const metadataValue = [shortKey(idempotencyKey), ...before].slice(0, batchesKept).join(',')
  if (note === undefined) {
    const developerMetadata = {
      metadataKey: key,
      metadataValue,
      location: { sheetId },
      visibility: 'DOCUMENT',
    }
    return { createDeveloperMetadata: { developerMetadata } }
  }
  return {
    updateDeveloperMetadata: {
      dataFilters: [{ developerMetadataLookup: { metadataId: note.id } }],
      developerMetadata: { metadataValue },
      fields: 'metadataValue',
    },
  }
}
