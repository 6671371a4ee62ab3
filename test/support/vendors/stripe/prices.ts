/** Prices of the seller in tests. */
export const PRICES = [
  { id: 'price_creator', amount: 2_000, monthly: true },
  { id: 'price_studio', amount: 8_000, monthly: true },
  { id: 'price_unknown', amount: 500, monthly: true },
  { id: 'price_dollars', amount: 9_000, monthly: true, currency: 'usd' },
  { id: 'price_pack', amount: 1_000 },
  { id: 'price_large', amount: 9_000 },
] as const;
