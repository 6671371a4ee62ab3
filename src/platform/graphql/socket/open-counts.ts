/** Returns a place; a second call does nothing. */
export type GiveBack = () => void;

/** Counts what is open in this process at the same time, by holder, up to a limit. */
export class OpenCounts {
  readonly #open = new Map<string, number>();

  /** `atMost` 0 is no limit. */
  constructor(private readonly atMost: number) {}

  /** Takes a place. Undefined when the holder has none left. */
  take(holder: string): GiveBack | undefined {
    const open = this.#open.get(holder) ?? 0;
    if (this.atMost > 0 && open >= this.atMost) return undefined;
    this.#open.set(holder, open + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.#open.get(holder) ?? 1) - 1;
      if (left > 0) this.#open.set(holder, left);
      else this.#open.delete(holder);
    };
  }
}

/** Takes a place of each counter or, when one has none left, of none. */
export function takeAll(wanted: readonly (readonly [counts: OpenCounts, holder: string])[]): GiveBack | undefined {
  const taken: GiveBack[] = [];
  const giveBack = (): void => taken.forEach((one) => one());
  for (const [counts, holder] of wanted) {
    const one = counts.take(holder);
    if (!one) {
      giveBack();
      return undefined;
    }
    taken.push(one);
  }
  return giveBack;
}
