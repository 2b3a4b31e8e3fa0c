/** Time and chance, so that tests can hold both still. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the time, or at once when the signal is aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to but not including 1. */
  random(): number;
}

/** Whether a signal was aborted by `AbortSignal.timeout`; any other reason is somebody asking us to stop. */
export function isTimeLimit(signal: AbortSignal): boolean {
  const { reason } = signal;
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
