import { toCardinal, toOrdinal } from 'n2words/fr-FR';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'moins', point: 'virgule' });
const FEMININE = /^(?:heure|minute|seconde|tonne|livre|once|calorie|kilocalorie|couronne|roupie|milliseconde|microseconde|semaine|année)/;

/** A number with its noun: `un mètre`, `une heure`, `vingt et une heures`. */
const counted = (value: string, noun: string): string => (FEMININE.test(noun) ? cardinal(value).replace(/un$/, 'une') : cardinal(value));

const MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');
const NOUNS = 'siècle|arrondissement|République|étage|anniversaire|édition|millénaire|chapitre|Reich|trimestre';

/** French. */
export const french: LanguageWords = defineLanguage({
  locale: 'fr',
  numbers: { cardinal, counted, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'et',
    at: 'arobase',
    dot: 'point',
    slash: 'barre oblique',
    dash: 'tiret',
    underscore: 'tiret bas',
    plus: 'plus',
    minus: 'moins',
    times: 'fois',
    dividedBy: 'divisé par',
    equals: 'égale',
    less: 'est inférieur à',
    greater: 'est supérieur à',
    about: 'environ',
    number: 'numéro',
    hashtag: 'hashtag',
    to: 'à',
    against: 'à',
    squared: 'au carré',
    cubed: 'au cube',
    power: '# puissance %',
    over: 'sur',
    per: 'par',
    atLeast: 'est supérieur ou égal à',
    atMost: 'est inférieur ou égal à',
    unequal: 'est différent de',
    root: 'racine de',
    infinity: 'l’infini',
    lessThan: 'moins de',
    moreThan: 'plus de',
    section: 'paragraphe',
  },
  money: {
    symbols: { '¥': 'JPY' },
    names: { USD: forms('dollar|dollars'), GBP: forms('livre|livres'), JPY: forms('yen|yens'), CNY: forms('yuan|yuans') },
    cents: { EUR: forms('centime|centimes'), USD: forms('cent|cents'), CHF: forms('centime|centimes') },
    join: (whole, { number, named, value }) => (value < 10 ? `${whole} et ${named}` : `${whole} ${number}`),
    scales: {
      million: 'million',
      millions: 'millions',
      M: 'millions',
      milliard: 'milliard',
      milliards: 'milliards',
      Md: 'milliards',
      Mds: 'milliards',
    },
    scaled: (number, currency) => `${number} ${/^[aeiouyé]/i.test(currency) ? 'd’' : 'de '}${currency}`,
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : day === 1 ? 'premier' : cardinal(String(day)), MONTHS[month - 1], year && cardinal(year)]
        .filter(Boolean)
        .join(' '),
    year: cardinal,
    yearAfter: 'en|depuis|de|à|vers|avant|après|année|an',
    dayMark: '(?:er)?',
    otherMonths: { janv: 1, févr: 2, avr: 4, juil: 7, sept: 9, oct: 10, nov: 11, déc: 12 },
  },
  times: {
    marks: 'heures|h',
    isSplitByH: true,
    speak: ({ hour, minute, second }) => {
      const text = `${counted(String(hour), 'heure')} heure${hour < 2 ? '' : 's'}${minute === 0 ? '' : ` ${cardinal(String(minute))}`}`;
      return second === undefined ? text : `${text} et ${counted(String(second), 'seconde')} secondes`;
    },
  },
  units: formsOf({
    percent: 'pour cent',
    microgram: 'microgramme|microgrammes',
    centiliter: 'centilitre|centilitres',
    deciliter: 'décilitre|décilitres',
    milligram: 'milligramme|milligrammes',
    tonne: 'tonne|tonnes',
    permille: 'pour mille',
    'square-meter': 'mètre carré|mètres carrés',
    'square-kilometer': 'kilomètre carré|kilomètres carrés',
    'cubic-meter': 'mètre cube|mètres cubes',
    watt: 'watt|watts',
    kilowatt: 'kilowatt|kilowatts',
    megawatt: 'mégawatt|mégawatts',
    'kilowatt-hour': 'kilowattheure|kilowattheures',
    volt: 'volt|volts',
    hertz: 'hertz',
    kilohertz: 'kilohertz',
    megahertz: 'mégahertz',
    gigahertz: 'gigahertz',
    decibel: 'décibel|décibels',
    kilocalorie: 'kilocalorie|kilocalories',
  }),
  fractions: {
    '1/2': 'un demi',
    '1/3': 'un tiers',
    '2/3': 'deux tiers',
    '1/4': 'un quart',
    '3/4': 'trois quarts',
    '1/5': 'un cinquième',
    '1/8': 'un huitième',
    '1/10': 'un dixième',
  },
  wholeAndFraction: '# et %',
  andHalf: '# et demi',
  ordinalMarks: 'er|ère|re|ème|e|ᵉ|ᵉʳ',
  abbreviations: {
    'M.': 'monsieur',
    MM: 'messieurs',
    Mme: 'madame',
    Mlle: 'mademoiselle',
    Dr: 'docteur',
    'Dr.': 'docteur',
    'Pr.': 'professeur',
    'p. ex.': 'par exemple',
    'etc.': 'et cetera',
    'c.-à-d.': 'c’est-à-dire',
    'env.': 'environ',
    'av. J.-C.': 'avant Jésus-Christ',
    'apr. J.-C.': 'après Jésus-Christ',
    'bd.': 'boulevard',
    'av.': 'avenue',
    'St.': 'saint',
    'fig.': 'figure',
    'vol.': 'volume',
    'chap.': 'chapitre',
    'tél.': 'téléphone',
    nº: 'numéro',
    'n°': 'numéro',
    'cf.': 'voir',
    'art.': 'article',
    'Art.': 'article',
    'al.': 'alinéa',
    'lun.': 'lundi',
    'jeu.': 'jeudi',
    'ven.': 'vendredi',
    'sam.': 'samedi',
    'dim.': 'dimanche',
    'c. à café': 'cuillère à café',
    'c. à soupe': 'cuillère à soupe',
    'c. à c.': 'cuillère à café',
    'c. à s.': 'cuillère à soupe',
    'max.': 'maximum',
    'min.': 'minimum',
  },
  acronyms: { spelled: 'USA UE SNCF TGV ADN', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter: 'Chapitre|chapitre|Tome|tome|Acte|acte|Partie|partie|Livre|Apollo|Guerre',
    ordinalAfter:
      'Louis|Henri|Charles|François|Napoléon|Philippe|Élisabeth|Jean-Paul|Benoît|Pie|Léon|Guillaume|Clovis|Frédéric|Alexandre|Nicolas|Ramsès',
    ordinalBefore: NOUNS,
    speakOrdinal: (value, before) => (before === undefined && value !== '1' ? cardinal(value) : toOrdinal(value)),
  },
  first: [rule(/(?<=\de\s)min\.?(?!\p{L})/gu, () => 'minute'), rule(/(?<![\p{L}\p{N}])1(?:re|ère)(?!\p{L})/gu, () => 'première')],
});
