/** Forms of a noun by plural category. A form with a leading `=` contains its number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

/**
 * Plural forms from one line: `watt`, `watt|watts` (one, others), `ватт|ватта|ваттов` (one, few, many) or `milion|miliony|milionów|miliona`
 * (one, few, many, fractions). Fractions take the second form of three, the last of two.
 */
export function forms(line: string): Forms {
  const [one = '', few, many, fraction] = line.split('|');
  if (few === undefined) return { other: one };
  return many === undefined ? { one, other: few } : { one, few, many, other: fraction ?? few };
}
