import { usableModel } from '../../platform/catalogue/models.ts';

/** Credits for a film of this length in milliseconds, by the model's price. @throws Error for a model that is not for sale. */
export function creditsFor(model: string, durationMs: number): number {
  const { price } = usableModel(model);
  return price.credits * Math.ceil(durationMs / price.eachMs);
}
