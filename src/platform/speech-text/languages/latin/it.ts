import { toCardinal, toOrdinal } from 'n2words/it-IT';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits).replace(/(?<=mila) e /, ''), { minus: 'meno', point: 'virgola' });
const FEMININE = /a$/u;

/** A number with its noun: `un metro`, `un’ora`, `una tonnellata`. */
function counted(value: string, noun: string): string {
  if (value !== '1') return cardinal(value);
  return FEMININE.test(noun) ? 'una' : 'un';
}

/** An ordinal such as `ventitreesimo`. */
const ordinal = (value: string): string => toOrdinal(value);

const MONTHS = 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'.split(' ');

/** Italian. */
export const italian: LanguageWords = defineLanguage({
  locale: 'it',
  numbers: { cardinal, counted, countsNouns: true, ordinal, decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'e',
    at: 'chiocciola',
    dot: 'punto',
    slash: 'barra',
    dash: 'trattino',
    underscore: 'trattino basso',
    plus: 'più',
    minus: 'meno',
    times: 'per',
    dividedBy: 'diviso',
    equals: 'uguale a',
    less: 'è minore di',
    greater: 'è maggiore di',
    about: 'circa',
    number: 'numero',
    hashtag: 'hashtag',
    to: 'a',
    against: 'a',
    squared: 'al quadrato',
    cubed: 'al cubo',
    power: '# alla %',
    over: 'fratto',
    per: 'al',
    root: 'radice di',
    infinity: 'infinito',
    lessThan: 'meno di',
    moreThan: 'più di',
    section: 'paragrafo',
  },
  money: {
    symbols: { '¥': 'JPY' },
    names: { USD: forms('dollaro|dollari'), GBP: forms('sterlina|sterline'), JPY: forms('yen'), CNY: forms('yuan') },
    cents: { EUR: forms('centesimo|centesimi'), USD: forms('centesimo|centesimi') },
    join: (whole, { number, named, value }) => (value < 10 ? `${whole} e ${named}` : `${whole} e ${number}`),
    scales: { milione: 'milione', milioni: 'milioni', miliardo: 'miliardo', miliardi: 'miliardi', mln: 'milioni', mld: 'miliardi' },
    scaled: (number, currency) => `${number} di ${currency}`,
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : day === 1 ? 'primo' : cardinal(String(day)), MONTHS[month - 1], year && cardinal(year)]
        .filter(Boolean)
        .join(' '),
    year: cardinal,
    yearAfter: 'nel|dal|del|al|anno|dopo|verso',
    dayMark: '[º°]?',
  },
  times: {
    marks: 'ore|h',
    separators: '.',
    speak: ({ hour, minute, second }) => {
      const text = `${cardinal(String(hour))}${minute === 0 ? ' in punto' : ` e ${minute === 30 ? 'mezza' : cardinal(String(minute))}`}`;
      return second === undefined ? text : `${text} e ${cardinal(String(second))} secondi`;
    },
  },
  units: formsOf({
    percent: 'per cento',
    microgram: 'microgrammo|microgrammi',
    centiliter: 'centilitro|centilitri',
    deciliter: 'decilitro|decilitri',
    milligram: 'milligrammo|milligrammi',
    tonne: 'tonnellata|tonnellate',
    permille: 'per mille',
    'square-meter': 'metro quadrato|metri quadrati',
    'square-kilometer': 'chilometro quadrato|chilometri quadrati',
    'cubic-meter': 'metro cubo|metri cubi',
    watt: 'watt',
    kilowatt: 'chilowatt',
    megawatt: 'megawatt',
    'kilowatt-hour': 'chilowattora',
    volt: 'volt',
    hertz: 'hertz',
    megahertz: 'megahertz',
    gigahertz: 'gigahertz',
    decibel: 'decibel',
    kilocalorie: 'chilocaloria|chilocalorie',
  }),
  fractions: {
    '1/2': 'un mezzo',
    '1/3': 'un terzo',
    '2/3': 'due terzi',
    '1/4': 'un quarto',
    '3/4': 'tre quarti',
    '1/5': 'un quinto',
    '1/8': 'un ottavo',
    '1/10': 'un decimo',
  },
  wholeAndFraction: '# e %',
  andHalf: '# e mezzo',
  ordinalMarks: '[º°]',
  abbreviations: {
    'Sig.': 'signor',
    'sig.': 'signor',
    'sig.ra': 'signora',
    'dott.': 'dottor',
    'art.': 'articolo',
    'Art.': 'articolo',
    'lun.': 'lunedì',
    'mar.': 'martedì',
    'mer.': 'mercoledì',
    'gio.': 'giovedì',
    'ven.': 'venerdì',
    'sab.': 'sabato',
    'dom.': 'domenica',
    'Sig.ra': 'signora',
    'Dott.': 'dottor',
    'Dott.ssa': 'dottoressa',
    'Prof.': 'professor',
    'Ing.': 'ingegner',
    'Avv.': 'avvocato',
    'ecc.': 'eccetera',
    'p. es.': 'per esempio',
    'ad es.': 'ad esempio',
    'a. C.': 'avanti Cristo',
    'd. C.': 'dopo Cristo',
    'ca.': 'circa',
    'pag.': 'pagina',
    'cap.': 'capitolo',
    'vol.': 'volume',
    'fig.': 'figura',
    'tel.': 'telefono',
    'n.': 'numero',
    'S.': 'San',
    'max.': 'massimo',
    'min.': 'minimo',
  },
  acronyms: { spelled: 'USA UE DNA CGIL', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'capitolo|Capitolo|atto|Atto|parte|Parte|tomo|Tomo|Apollo',
    ordinalAfter:
      'Luigi|Carlo|Enrico|Filippo|Vittorio Emanuele|Giovanni Paolo|Giovanni|Umberto|Benedetto|Leone|Pio|Federico|Napoleone|Elisabetta|Caterina|secolo|Secolo',
    speakOrdinal: (value, _, name) => (/^(?:Elisabetta|Caterina)$/.test(name) ? ordinal(value).replace(/o$/, 'a') : ordinal(value)),
    ordinalBefore: 'secolo|Secolo|Guerra|edizione|Repubblica',
  },
  first: [
    rule(/(?<![\p{L}\p{N}])(?<lead>[Oo]re\s)(?<hour>\d{1,2})[.:](?<minute>[0-5]\d)(?!\d)/gu, ({ groups }) => {
      const { lead = '', hour = '', minute = '' } = groups;
      return `${lead}${cardinal(hour)}${minute === '00' ? '' : ` e ${cardinal(String(Number(minute)))}`}`;
    }),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,3})ª/gu, ({ groups }) => ordinal(groups['number'] ?? '').replace(/o$/, 'a')),
  ],
});
