import { toCardinal, toOrdinal } from 'n2words/el-GR';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const feminine = (words: string): string =>
  words
    .replace(/ένα$/, 'μία')
    .replace(/τρία$/, 'τρεις')
    .replace(/τέσσερα$/, 'τέσσερις')
    .replace(/ακόσια(?= |$)/g, 'ακόσιες');

/** A whole number. Thousands are feminine and have a plural: `δύο χιλιάδες`. */
function whole(digits: string): string {
  const number = Number(digits);
  const below = toCardinal(String(number % 1000));
  if (number < 2000) return toCardinal(digits);
  if (number < 1_000_000) {
    const rest = number % 1000 === 0 ? '' : ` ${below}`;
    return `${feminine(toCardinal(String(Math.floor(number / 1000))))} χιλιάδες${rest}`;
  }
  if (number >= 1_000_000_000) return toCardinal(digits);
  const millions = Math.floor(number / 1_000_000);
  const rest = number % 1_000_000;
  return `${toCardinal(String(millions))} ${millions === 1 ? 'εκατομμύριο' : 'εκατομμύρια'}${rest === 0 ? '' : ` ${whole(String(rest))}`}`;
}

const cardinal = cardinals(whole, { minus: 'μείον', point: 'κόμμα' });
const FEMININE = /^(?:ώρ|λίρ|κιλοβατώρ|κορών|ουγγ|θερμίδ|ρουπί)/;
const MASCULINE = /^(?:βαθμ|τόν)/;

function counted(value: string, noun: string): string {
  const words = cardinal(value);
  if (FEMININE.test(noun)) return feminine(words);
  return MASCULINE.test(noun) ? feminine(words).replace(/μία$/, 'ένας') : words;
}

/** A feminine ordinal such as `πρώτη`, `εικοστή πρώτη`. */
const feminineOrdinal = (value: string): string =>
  toOrdinal(value)
    .replace(/ος(?= |$)/gu, 'η')
    .replace(/ός(?= |$)/gu, 'ή')
    .replace(/δεύτερη/, 'δεύτερη');
const neuterOrdinal = (value: string): string =>
  toOrdinal(value)
    .replace(/ος(?= |$)/gu, 'ο')
    .replace(/ός(?= |$)/gu, 'ό');

const MONTHS = 'Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου'.split(
  ' ',
);
const ALONE = 'Ιανουάριος Φεβρουάριος Μάρτιος Απρίλιος Μάιος Ιούνιος Ιούλιος Αύγουστος Σεπτέμβριος Οκτώβριος Νοέμβριος Δεκέμβριος'.split(
  ' ',
);
const ACCUSATIVE = 'Ιανουάριο Φεβρουάριο Μάρτιο Απρίλιο Μάιο Ιούνιο Ιούλιο Αύγουστο Σεπτέμβριο Οκτώβριο Νοέμβριο Δεκέμβριο'.split(' ');

const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'Α άλφα|Β βήτα|Γ γάμα|Δ δέλτα|Ε έψιλον|Ζ ζήτα|Η ήτα|Θ θήτα|Ι γιώτα|Κ κάπα|Λ λάμδα|Μ μι|Ν νι|Ξ ξι|Ο όμικρον|Π πι|Ρ ρο|Σ σίγμα|Τ ταυ|Υ ύψιλον|Φ φι|Χ χι|Ψ ψι|Ω ωμέγα'
    .split('|')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** Greek. */
export const greek: LanguageWords = defineLanguage({
  locale: 'el',
  numbers: { cardinal, counted, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'και',
    at: 'παπάκι',
    dot: 'τελεία',
    slash: 'κάθετος',
    dash: 'παύλα',
    underscore: 'κάτω παύλα',
    plus: 'συν',
    minus: 'μείον',
    times: 'επί',
    dividedBy: 'διά',
    equals: 'ίσον',
    less: 'είναι μικρότερο από',
    greater: 'είναι μεγαλύτερο από',
    about: 'περίπου',
    number: 'αριθμός',
    hashtag: 'χάσταγκ',
    to: 'έως',
    against: 'προς',
    squared: 'στο τετράγωνο',
    cubed: 'στον κύβο',
    power: '# εις την %',
    over: 'διά',
    per: 'ανά',
    section: 'παράγραφος',
  },
  money: {
    symbols: { '¥': 'JPY' },
    names: { EUR: forms('ευρώ'), USD: forms('δολάριο|δολάρια'), GBP: forms('λίρα|λίρες'), JPY: forms('γιεν') },
    cents: { EUR: forms('λεπτό|λεπτά'), USD: forms('σεντ') },
    join: (before, { named }) => `${before} και ${named}`,
    scales: {
      χιλ: 'χιλιάδες',
      εκατ: 'εκατομμύρια',
      'εκατ.': 'εκατομμύρια',
      εκατομμύριο: 'εκατομμύριο',
      εκατομμύρια: 'εκατομμύρια',
      δισ: 'δισεκατομμύρια',
      'δισ.': 'δισεκατομμύρια',
      δισεκατομμύρια: 'δισεκατομμύρια',
    },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }, before) => {
      const name = day === undefined ? (/^(?:τον|στον)$/.test(before) ? ACCUSATIVE : ALONE)[month - 1] : MONTHS[month - 1];
      const number = day === undefined ? '' : day === 1 ? 'πρώτη' : feminine(cardinal(String(day)));
      return [number, name, year && cardinal(year)].filter(Boolean).join(' ');
    },
    year: cardinal,
    yearAfter: 'το|από|έτος|του',
    dayMark: '(?:η|ης)?',
    otherMonths: Object.fromEntries([...ALONE, ...ACCUSATIVE].map((name, index) => [name, (index % 12) + 1])),
  },
  times: {
    marks: 'π\\.?\\s?μ\\.?|μ\\.?\\s?μ\\.?',
    speak: ({ hour, minute, second, mark }) => {
      const half = mark.startsWith('π') ? ' το πρωί' : mark.startsWith('μ') ? ' το απόγευμα' : '';
      const text = `${feminine(cardinal(String(hour)))}${minute === 0 ? (half === '' ? ' η ώρα' : '') : minute === 30 ? ' και μισή' : ` και ${cardinal(String(minute))}`}`;
      return `${text}${second === undefined ? '' : ` και ${cardinal(String(second))} δευτερόλεπτα`}${half}`;
    },
  },
  units: formsOf({
    percent: 'τοις εκατό',
    milligram: 'χιλιοστόγραμμο|χιλιοστόγραμμα',
    tonne: 'τόνος|τόνοι',
    permille: 'τοις χιλίοις',
    'square-meter': 'τετραγωνικό μέτρο|τετραγωνικά μέτρα',
    'square-kilometer': 'τετραγωνικό χιλιόμετρο|τετραγωνικά χιλιόμετρα',
    'cubic-meter': 'κυβικό μέτρο|κυβικά μέτρα',
    watt: 'βατ',
    kilowatt: 'κιλοβάτ',
    megawatt: 'μεγαβάτ',
    'kilowatt-hour': 'κιλοβατώρα|κιλοβατώρες',
    volt: 'βολτ',
    hertz: 'χερτζ',
    gigahertz: 'γίγα χερτζ',
    decibel: 'ντεσιμπέλ',
    kilocalorie: 'χιλιοθερμίδα|χιλιοθερμίδες',
  }),
  fractions: {
    '1/2': 'ένα δεύτερο',
    '1/3': 'ένα τρίτο',
    '2/3': 'δύο τρίτα',
    '1/4': 'ένα τέταρτο',
    '3/4': 'τρία τέταρτα',
    '1/5': 'ένα πέμπτο',
    '1/8': 'ένα όγδοο',
  },
  wholeAndFraction: '# και %',
  andHalf: '# και μισό',
  abbreviations: {
    'π.χ.': 'για παράδειγμα',
    κα: 'κυρία',
    'κ.λπ.': 'και λοιπά',
    'κλπ.': 'και λοιπά',
    'κ.ά.': 'και άλλα',
    'δηλ.': 'δηλαδή',
    'κ.': 'κύριος',
    'κα.': 'κυρία',
    'δρ.': 'δόκτωρ',
    'Δρ.': 'δόκτωρ',
    'καθ.': 'καθηγητής',
    'π.Χ.': 'προ Χριστού',
    'μ.Χ.': 'μετά Χριστόν',
    'αρ.': 'αριθμός',
    'σελ.': 'σελίδα',
    'κεφ.': 'κεφάλαιο',
    'τηλ.': 'τηλέφωνο',
    'εικ.': 'εικόνα',
    'περ.': 'περίπου',
    'μέγ.': 'μέγιστο',
    'ελάχ.': 'ελάχιστο',
    'βλ.': 'βλέπε',
    'τ.μ.': 'τετραγωνικά μέτρα',
  },
  acronyms: {
    spelled: 'ΗΠΑ ΕΕ ΟΗΕ',
    words: 'ΝΑΤΟ',
    spell: (letters) => [...letters].map((letter) => LETTERS[letter] ?? letter).join(' '),
    shortest: 0,
  },
  romans: { cardinalAfter: 'Κεφάλαιο|κεφάλαιο|Μέρος|μέρος' },
  first: [
    rule(/(?<![\p{L}\p{N}.,])(?<number>[34])(?=\s\p{L}{2,}(?:ες|οι)(?!\p{L}))/gu, ({ groups }) =>
      groups['number'] === '3' ? 'τρεις' : 'τέσσερις',
    ),
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,3})(?<ending>ος|ός|ου|ού|ον|η|ης|ην|ή|ής|ο|ό)(?!\p{L})/gu, ({ groups }) => {
      const { number = '', ending = '' } = groups;
      if (/^[ηή]/.test(ending)) return feminineOrdinal(number) + ending.slice(1);
      if (/^[οό]$/.test(ending)) return neuterOrdinal(number);
      return /^(?:ου|ού)$/.test(ending)
        ? neuterOrdinal(number)
            .replace(/(?<=[οό])(?= |$)/g, 'υ')
            .replace(/όυ/g, 'ού')
        : toOrdinal(number);
    }),
  ],
});
