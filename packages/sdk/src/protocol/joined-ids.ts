// A parser of JSON keeps every short text in a table of all texts, which costs more than the rest of the message.
const separator = '\n'

/** Ids as one text, one a line. */
export const joinIds = (ids: readonly string[]): string => ids.join(separator)

/** The ids of such a text, at most so many. */
export const splitIds = (text: string, idsMax?: number): string[] => text.split(separator, idsMax)

/** Whether an id can be told from its neighbours. */
export const isJoinable = (id: string): boolean => !id.includes(separator)
