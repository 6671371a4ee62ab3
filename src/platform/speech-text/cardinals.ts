/** How a language joins the words of a number. */
interface Joints {
  readonly minus: string;
  /** Between the whole number and the decimals. */
  readonly point: string;
  /** Between words; nothing in Chinese. */
  readonly between?: string;
}

/** Digits of the longest number that is read as one; longer ones are codes and are read digit by digit. */
export const MAX_DIGITS = 15;

/**
 * Cardinals with sign and decimals from those of whole numbers. Decimals are read digit by digit: `3.14` three point one four.
 * `whole` gets digits without a sign.
 */
export function cardinals(whole: (digits: string) => string, { minus, point, between = ' ' }: Joints): (value: string) => string {
  return (value) => {
    const [digits = '0', decimals] = value.replace('-', '').split('.');
    const words = [digits.length > MAX_DIGITS ? [...digits].map(whole).join(between) : whole(digits)];
    if (decimals !== undefined) words.push(point, [...decimals].map(whole).join(between));
    return (value.startsWith('-') ? [minus, ...words] : words).join(between);
  };
}
