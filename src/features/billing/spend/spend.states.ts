/** How much of its limit a workspace has spent in the current month. */
export const SPEND_STATES = ['OK', 'NEAR', 'REACHED'] as const;
export type SpendState = (typeof SPEND_STATES)[number];

/** US dollars, the highest limit. */
export const MAX_SPEND_LIMIT = 1_000_000;

/** Amounts are stored in millionths of a US dollar, because many calls cost less than a cent. */
export const MICROS = 1_000_000;
