/** Prices of the seller in tests. */
export const PRICES = [
  { id: 'price_creator', amount: 2_000, months: 1 },
  { id: 'price_creator_year', amount: 20_000, months: 12 },
  { id: 'price_creator_year_usd', amount: 22_000, months: 12, currency: 'usd' },
  { id: 'price_studio', amount: 8_000, months: 1 },
  { id: 'price_unknown', amount: 500, months: 1 },
  { id: 'price_pack', amount: 1_000 },
  { id: 'price_large', amount: 9_000 },
] as const;
