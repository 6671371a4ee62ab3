import { ReelwrightError, badInput } from '../../kernel/errors.ts';

/**
 * Optimistic locking: a change names the version that it is based on. Must be called under the lock of the row. @throws ReelwrightError
 * CONFLICT with the current state as `details.current` when somebody else has changed the row meanwhile, BAD_USER_INPUT for a version that
 * does not exist yet
 */
export function assertVersion(
  noun: string,
  expected: number,
  current: { readonly version: number } & Readonly<Record<string, unknown>>,
): void {
  if (expected === current.version) return;
  const has = `This ${noun} has version ${current.version}`;
  if (expected > current.version || expected < 1) throw badInput('input.expectedVersion', `${has}; there is no version ${expected}.`);
  throw new ReelwrightError('CONFLICT', `${has}; it was changed since version ${expected}. Merge your change with details.current.`, {
    details: { current },
  });
}
