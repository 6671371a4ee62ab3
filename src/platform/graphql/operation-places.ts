/** Queries, mutations and beginnings of subscriptions of one caller that run at the same time in one API; others wait. */
export const MAX_RUNNING_OPERATIONS = 2;
/** After that an operation waits for somebody else, for example a vendor, and the caller's next one begins. */
export const MAX_PLACE_MS = 1_000;

/** Leaves the place. May be called again without effect. */
export type LeavePlace = () => void;

interface Places {
  free: number;
  readonly waiting: (() => void)[];
}

/**
 * Each caller has few places for operations that run, because all operations share one event loop and one database: otherwise everybody waits
 * for as many operations of one caller as it has connections. A caller within its rate limit of 50 a second does not notice.
 */
export class OperationPlaces {
  readonly #callers = new Map<string, Places>();

  /** Waits for a place of this caller. */
  async take(caller: string): Promise<LeavePlace> {
    const places = this.#callers.get(caller) ?? { free: MAX_RUNNING_OPERATIONS, waiting: [] };
    this.#callers.set(caller, places);
    if (places.free > 0) places.free -= 1;
    else await new Promise<void>((resolve) => places.waiting.push(resolve));
    let isLeft = false;
    const leave = (): void => {
      if (isLeft) return;
      isLeft = true;
      clearTimeout(timer);
      const next = places.waiting.shift();
      if (next) return next();
      places.free += 1;
      if (places.free === MAX_RUNNING_OPERATIONS) this.#callers.delete(caller);
    };
    const timer = setTimeout(leave, MAX_PLACE_MS);
    return leave;
  }
}
