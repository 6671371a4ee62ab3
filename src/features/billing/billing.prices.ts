interface Price {
  readonly credits: number;
  /** For each started stretch of this length. */
  readonly eachMs: number;
}

/** What films cost, by model: the one table. */
const PRICES: ReadonlyMap<string, Price> = new Map([['storyboard', { credits: 1, eachMs: 10_000 }]]);

/** Credits for a film of this length in milliseconds. A model without a price is a mistake of ours: nothing is sold by accident. */
export function creditsFor(model: string, durationMs: number): number {
  const price = PRICES.get(model);
  if (!price) throw new Error(`the model ${model} has no price`);
  return price.credits * Math.ceil(durationMs / price.eachMs);
}
