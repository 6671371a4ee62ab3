/**
 * espeak's International Phonetic Alphabet for American English, in the alphabet of Kokoro's models, which `hibari` shares: diphthongs and
 * affricates are single letters, and vowels have no length. The longest match counts.
 */
const LETTERS: Readonly<Record<string, string>> = {
  eɪ: 'A',
  aɪ: 'I',
  oʊ: 'O',
  əʊ: 'O',
  aʊ: 'W',
  ɔɪ: 'Y',
  dʒ: 'ʤ',
  tʃ: 'ʧ',
  ɜːɹ: 'ɜɹ',
  ɜː: 'ɜɹ',
  ɚ: 'əɹ',
  oː: 'ɔ',
  o: 'ɔ',
  ɪə: 'iə',
  e: 'A',
  ɐ: 'ə',
  a: 'æ',
  ɾ: 'T',
  ʔ: 't',
  r: 'ɹ',
  x: 'k',
  ç: 'k',
  ɬ: 'l',
  n̩: 'ᵊn',
  l̩: 'ᵊl',
  ː: '',
  ʲ: '',
  '̃': '',
};
const LONGEST = Math.max(...Object.keys(LETTERS).map((letters) => letters.length));

/** Converts phonemes to the alphabet of the model. Its vocabulary later leaves out letters that it lacks. */
export function englishPhonemes(ipa: string): string {
  let phonemes = '';
  for (let at = 0; at < ipa.length;) {
    const found = [...Array(LONGEST).keys()]
      .map((less) => ipa.slice(at, at + LONGEST - less))
      .find((letters) => Object.hasOwn(LETTERS, letters));
    phonemes += found === undefined ? ipa[at] : LETTERS[found];
    at += found?.length ?? 1;
  }
  return phonemes;
}

/** Marks that a model reads as pauses and melody. */
const MARKS = /([;:,.!?—…]+)/u;

/** Words and the marks after them, alternating. espeak drops marks, so it gets the words between them one by one. */
export function clausesOf(text: string): { readonly words: string; readonly marks: string }[] {
  const parts = text.replaceAll('–', '—').split(MARKS);
  const clauses: { words: string; marks: string }[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const words = (parts[index] ?? '')
      .replace(/["“”()]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const marks = parts[index + 1] ?? '';
    if (words !== '') clauses.push({ words, marks });
  }
  return clauses;
}
