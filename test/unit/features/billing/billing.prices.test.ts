import { describe, expect, test } from 'vitest';
import { creditsFor } from '../../../../src/features/billing/billing.prices.ts';

describe('a storyboard film costs 1 credit for each started 10 s', () => {
  test.each([
    [1, 1],
    [9_999, 1],
    [10_000, 1],
    [10_001, 2],
    [60_000, 6],
    [61_400, 7],
  ])('%i ms: %i', (durationMs, credits) => expect(creditsFor('storyboard', durationMs)).toBe(credits));
});

test('a model without a price is sold to nobody', () => {
  expect(() => creditsFor('toString', 1)).toThrow('has no price');
  expect(() => creditsFor('sora-2', 1)).toThrow('has no price');
});
