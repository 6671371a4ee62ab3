/** A field that is null means the same as one that is left out, also for a repeat with the same idempotency key. */
export const withoutNulls = (given: object): object => Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
