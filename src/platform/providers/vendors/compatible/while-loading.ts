import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../../kernel/failure.ts';
import type { Patience } from './endpoint.ts';

/** Repeats a call while the server answers that it is loading its model: such calls are refused before any work. */
export async function whileLoading<Answer>(
  send: () => Promise<Answer>,
  { pauseMs, maxMs }: Patience,
  signal: AbortSignal,
): Promise<Answer> {
  const until = performance.now() + maxMs;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const isLoading = error instanceof Failure && error.code === 'MODEL_LOADING';
      if (!isLoading || performance.now() + pauseMs > until) throw error;
      await pause(pauseMs, undefined, { signal });
    }
  }
}
