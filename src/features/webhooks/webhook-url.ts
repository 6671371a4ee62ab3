import { badInput } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { GuardedHttp } from '../../platform/http/guarded-http.ts';
import { OutboundError } from '../../platform/http/outbound-url.ts';

const CHECK_TIMEOUT_MS = 5_000;

/** Resolves the name of a URL that events are to be sent to. @throws ReelwrightError BAD_USER_INPUT at `path` when it may not be reached */
export async function assertReachable(http: GuardedHttp, { signal }: Scope, path: string, url: string): Promise<void> {
  try {
    await http.check(url, { timeoutMs: CHECK_TIMEOUT_MS, signal });
  } catch (error) {
    throw error instanceof OutboundError ? badInput(path, error.message) : error;
  }
}
