/** Words and spaces with which a language joins the parts of a number. */
interface Joints {
  readonly minus: string;
  /** Word between the whole number and the decimals. */
  readonly point: string;
  /** Text between words; empty in Chinese. */
  readonly between?: string;
}

/** Maximum digits that are read as one number; longer ones are codes and are read digit by digit. */
export const MAX_DIGITS = 15;

/**
 * Extends words for whole numbers to signs and decimals. Decimals are read digit by digit: `3.14` three point one four. `whole` receives
 * digits without a sign.
 */
export function cardinals(whole: (digits: string) => string, { minus, point, between = ' ' }: Joints): (value: string) => string {
  return (value) => {
    const [digits = '0', decimals] = value.replace('-', '').split('.');
    const words = [digits.length > MAX_DIGITS ? [...digits].map(whole).join(between) : whole(digits)];
    if (decimals !== undefined) words.push(point, [...decimals].map(whole).join(between));
    return (value.startsWith('-') ? [minus, ...words] : words).join(between);
  };
}
