import { z } from 'zod';

/** Reads a whole number within bounds; every other value gets the same error message. */
export const whole = (least: number, most: number) => {
  const sentence = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(sentence).int(sentence).min(least, sentence).max(most, sentence);
};

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** Texts with commas between them. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
