/** A number with at most two decimal places: estimates are not more exact. */
export const plainNumber = (value: number): number => Math.round(value * 100) / 100;
