/** Numbers that are written as words, and units of thousands that belong to the number. */
interface NumberWords {
  readonly values: ReadonlyMap<string, number>;
  readonly scales: RegExp;
  readonly percent: RegExp;
}

const counted = (list: string): ReadonlyMap<string, number> => new Map(list.split(' ').map((word, index) => [word, index + 2]));

const tens = (list: string): ReadonlyMap<string, number> => new Map(list.split(' ').map((word, index) => [word, 30 + 10 * index]));

const NONE: NumberWords = { values: new Map(), scales: /^(?!)/u, percent: /^(?:%|％|٪)/u };

/** Number words by language, from two: "one" is more often an article or a pronoun. */
const WORDS: Readonly<Record<string, NumberWords>> = {
  en: {
    values: new Map([
      ...counted(
        'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
      ),
      ...tens('thirty forty fifty sixty seventy eighty ninety'),
    ]),
    scales: /^(?:hundred|thousand|million|billion|trillion)s?$/iu,
    percent: /^(?:%|percent|per\s+cent)(?!\p{L})/iu,
  },
  de: {
    values: new Map([
      ...counted(
        'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig',
      ),
      ...tens('dreißig vierzig fünfzig sechzig siebzig achtzig neunzig'),
    ]),
    scales: /^(?:hundert|tausend|Millionen|Million|Milliarden|Milliarde|Billionen|(?:Mio|Mrd|Tsd)\.?)$/u,
    percent: /^(?:%|Prozent)(?!\p{L})/u,
  },
  fr: { ...NONE, scales: /^(?:mille|millions?|milliards?)$/iu, percent: /^(?:%|pour\s+cent)/iu },
  es: { ...NONE, scales: /^(?:mil|millones|millón|billones)$/iu, percent: /^(?:%|por\s+ciento)/iu },
  it: { ...NONE, scales: /^(?:mila|milioni|milione|miliardi|miliardo)$/iu, percent: /^(?:%|per\s+cento)/iu },
  pt: { ...NONE, scales: /^(?:mil|milhões|milhão|bilhões|mil\s+milhões)$/iu, percent: /^(?:%|por\s+cento)/iu },
  nl: { ...NONE, scales: /^(?:duizend|miljoen|miljard)$/iu, percent: /^(?:%|procent)/iu },
};

export const numberWords = (base: string): NumberWords => WORDS[base] ?? NONE;
