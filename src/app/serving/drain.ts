import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';

/** Milliseconds in which a process closes its connections after its last operation or step. */
const CLOSE_WITHIN_MS = 10_000;
/** Milliseconds. A worker gives its steps 10 s, and pg-boss 5 s more. */
const MIN_SHUTDOWN_MS = 25_000;

/** Milliseconds in which an API or a worker ends after SIGTERM. One that has not ended by then is stuck. */
export const shutdownMs = ({ drainSeconds, operationSeconds }: Pick<Config, 'drainSeconds' | 'operationSeconds'>): number =>
  Math.max(MIN_SHUTDOWN_MS, (drainSeconds + operationSeconds) * 1_000 + CLOSE_WITHIN_MS);

/** The end of an API: proxies see that it is not ready, and connections that answer a request are not used again. */
export class Drain {
  #hasBegun = false;

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  begin(): void {
    this.#hasBegun = true;
  }

  readonly handler: RequestHandler = (_, response, next) => {
    if (this.#hasBegun) response.setHeader('connection', 'close');
    next();
  };
}
