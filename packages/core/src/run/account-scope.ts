/** The cache in which the accounts of connections are kept; no connection can have this name. */
export const accountScope = '#accounts'
