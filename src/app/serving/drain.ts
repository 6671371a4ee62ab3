import type { RequestHandler } from 'express';

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
