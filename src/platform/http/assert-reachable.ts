import { badInput } from '../../kernel/errors.ts';
import type { Scope } from '../database/scope.ts';
import type { GuardedHttp } from './guarded-http.ts';
import { OutboundError } from './outbound-url.ts';

const CHECK_TIMEOUT_MS = 5_000;

/**
 * Checks a URL from a user when it is stored, before anything is sent to it: its form, its name, and whether its address may be called.
 * @throws ReelwrightError BAD_USER_INPUT at `path`
 */
export async function assertReachable(http: GuardedHttp, { signal }: Scope, path: string, url: string): Promise<void> {
  try {
    await http.check(url, { timeoutMs: CHECK_TIMEOUT_MS, signal });
  } catch (error) {
    throw error instanceof OutboundError ? badInput(path, error.message) : error;
  }
}
