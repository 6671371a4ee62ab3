/** The value in place of all values outside the bounds of a label. */
export const OTHER = 'other';
