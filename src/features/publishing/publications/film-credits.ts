/** Bytes in UTF-8 that every target accepts of a description. */
const MAX_BYTES = 5_000;

/**
 * The description of a film with the credits of its stock pictures and clips, which some licences require wherever the film is shown.
 * Credits that the description has already are not repeated; those that it has no room for are left out.
 */
export function withCredits(description: string, attribution: string | null | undefined): string {
  let text = description;
  for (const line of attribution?.split('\n') ?? []) {
    // YouTube refuses angle brackets.
    const credit = line.replaceAll(/[<>]/g, '');
    if (text.includes(credit)) continue;
    const gap = text === '' ? '' : text === description ? '\n\n' : '\n';
    const longer = `${text}${gap}${credit}`;
    if (Buffer.byteLength(longer) <= MAX_BYTES) text = longer;
  }
  return text;
}
