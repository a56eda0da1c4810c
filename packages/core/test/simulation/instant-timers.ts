type Act = (...args: unknown[]) => void

/**
 * Timers of the machine that ask for no time, as bottleneck's do, fire with the next turn of the event loop: the
 * machine's clock rounds them up to a millisecond, in which a schedule could only wait.
 */
export function useInstantTimers(): Disposable {
  const { setTimeout: later, clearTimeout: callOff } = globalThis
  const instant = (act: Act, ms = 0, ...args: unknown[]) =>
    ms > 0 ? later(act, ms, ...args) : setImmediate(act, ...args)
  const callOffAny = (timer: NodeJS.Timeout | NodeJS.Immediate | undefined) => {
    if (timer !== undefined && '_onImmediate' in timer) clearImmediate(timer)
    else callOff(timer)
  }
  Object.assign(globalThis, { setTimeout: instant, clearTimeout: callOffAny })
  return {
    [Symbol.dispose]: () => {
      Object.assign(globalThis, { setTimeout: later, clearTimeout: callOff })
    },
  }
}
