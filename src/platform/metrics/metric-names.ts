/** The value that stands for all values outside the bounds of a label. */
export const OTHER = 'other';
