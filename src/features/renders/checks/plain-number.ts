/** Two digits behind the point: more would suggest an exactness that estimates do not have. */
export const plainNumber = (value: number): number => Math.round(value * 100) / 100;
