import { expect, test } from 'vitest';
import { creditsOfInvoice, grantsOf } from '../../../../src/features/billing/stripe/invoice-credits.ts';
import type { InvoiceLine } from '../../../../src/features/billing/stripe/invoice-credits.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, 1) + number * 86_400_000);
const PLANS = new Map([
  ['small', { monthlyCredits: 1_000, trialCredits: 50 }],
  ['large', { monthlyCredits: 5_000, trialCredits: 0 }],
]);
const planPrices = [
  { plan: 'small', interval: 'MONTH', currency: null, priceId: 'small' },
  { plan: 'small', interval: 'YEAR', currency: 'usd', priceId: 'small-year' },
  { plan: 'large', interval: 'MONTH', currency: null, priceId: 'large' },
] as const;
const line = (priceId: string, more: Partial<InvoiceLine> = {}): InvoiceLine => ({
  ...{ priceId, quantity: 1, amount: 2_000, isProration: false, start: day(0), end: day(30) },
  ...more,
});
const creditsFor = (lines: readonly InvoiceLine[], trialEndsAt: Date | null = null) =>
  creditsOfInvoice(lines, grantsOf({ planPrices }, PLANS), trialEndsAt);

test('a month grants the credits of its plan, until a day after it', () => {
  expect(creditsFor([line('small')])).toEqual({ credits: 1_000, expiresAt: day(31) });
  expect(creditsFor([line('small', { quantity: 3 })])).toMatchObject({ credits: 3_000 });
});

test('a trial grants the credits of the trial, and the month after it a whole one', () => {
  expect(creditsFor([line('small', { amount: 0, end: day(14) })], day(14))).toEqual({ credits: 50, expiresAt: day(15) });
  expect(creditsFor([line('small', { start: day(14), end: day(44) })], day(14))).toMatchObject({ credits: 1_000 });
});

test('a trial that ended before its late invoice was applied grants the credits of the trial', () => {
  expect(creditsFor([line('small', { amount: 0, end: day(14) })], day(3))).toMatchObject({ credits: 50 });
});

test('a month that a coupon paid grants as every other', () => {
  expect(creditsFor([line('small', { amount: 0 })])).toMatchObject({ credits: 1_000 });
});

test('a change of plans grants by the share of the month, and never takes', () => {
  const rest = { isProration: true, start: day(15), end: day(30) };
  const [back, paid] = [line('small', { ...rest, amount: -1_000 }), line('large', { ...rest, amount: 4_000 })];
  expect(creditsFor([back, paid])).toEqual({ credits: 2_000, expiresAt: day(31) });
  expect(creditsFor([line('large', { ...rest, amount: -4_000 }), line('small', { ...rest, amount: 1_000 })])).toEqual({
    credits: 0,
    expiresAt: null,
  });
});

test('a year grants its twelve months at once, until a day after it', () => {
  expect(creditsFor([line('small-year', { end: day(365) })])).toEqual({ credits: 12_000, expiresAt: day(366) });
});

test('a change of plans in a year grants by the months that are left, at most those of the year', () => {
  const rest = { isProration: true, start: day(185), end: day(365) };
  expect(creditsFor([line('small-year', rest), line('large', { ...rest, amount: -8_000, end: day(200) })])).toMatchObject({
    credits: 3_500,
  });
  expect(creditsFor([line('small-year', { ...rest, start: day(-1) })])).toMatchObject({ credits: 12_000 });
});

test('prices of no plan, and lines without a price, grant nothing', () => {
  expect(creditsFor([line('unknown'), line('small', { priceId: null })])).toEqual({ credits: 0, expiresAt: null });
});
