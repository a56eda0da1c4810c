/** What a source, destination, model or sync may be called: it becomes a file name and a column of reports. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** The key of a connection that says which process runs its connector. */
export const runInKey = 'run_in'

/** The key of a connection that says what the child of its connector may take. */
export const childLimitsKey = 'child_limits'
