import { toCardinal, toOrdinal } from 'n2words/es-ES';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

/** Adds the accents of compounds, and shortens to `un` before thousands and millions. */
const accented = (words: string): string =>
  words
    .replace(/dieciseis/g, 'dieciséis')
    .replace(/veintidos(?!c)/g, 'veintidós')
    .replace(/veintitres(?!c)/g, 'veintitrés')
    .replace(/veintiseis(?!c)/g, 'veintiséis')
    .replace(/veintiuno(?= mil)/g, 'veintiún')
    .replace(/ y uno(?= mil)/g, ' y un');

const cardinal = cardinals((digits) => accented(toCardinal(digits)), { minus: 'menos', point: 'coma' });
const FEMININE = /as?$/u;
const MASCULINE = /^(?:días?|problemas?|sistemas?|temas?|programas?|mapas?|planetas?|idiomas?|kilogramas?|gramas?|para|hasta|era|había)$/u;

/** A number with its noun: `un metro`, `una hora`, `veintiún metros`. */
function counted(value: string, noun: string): string {
  const words = cardinal(value);
  if (FEMININE.test(noun) && !MASCULINE.test(noun)) return words.replace(/uno$/, 'una').replace(/cientos(?=$| )/g, 'cientas');
  return words.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');
}

const MONTHS = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');

/** Spanish. */
export const spanish: LanguageWords = defineLanguage({
  locale: 'es',
  numbers: { cardinal, counted, countsNouns: true, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
  symbols: {
    and: 'y',
    at: 'arroba',
    dot: 'punto',
    slash: 'barra',
    dash: 'guion',
    underscore: 'guion bajo',
    plus: 'más',
    minus: 'menos',
    times: 'por',
    dividedBy: 'dividido entre',
    equals: 'igual a',
    less: 'es menor que',
    greater: 'es mayor que',
    about: 'unos',
    number: 'número',
    hashtag: 'hashtag',
    to: 'a',
    against: 'a',
    squared: 'al cuadrado',
    cubed: 'al cubo',
    power: '# elevado a %',
    over: 'sobre',
    per: 'por',
    atLeast: 'es mayor o igual que',
    atMost: 'es menor o igual que',
    unequal: 'es distinto de',
    root: 'raíz de',
    infinity: 'infinito',
    lessThan: 'menos de',
    moreThan: 'más de',
    section: 'sección',
  },
  money: {
    symbols: { '¥': 'JPY' },
    names: { USD: forms('dólar|dólares'), GBP: forms('libra|libras'), JPY: forms('yen|yenes'), CNY: forms('yuan|yuanes') },
    cents: { EUR: forms('céntimo|céntimos'), USD: forms('centavo|centavos'), MXN: forms('centavo|centavos') },
    join: (whole, { number, named, value }) => (value < 10 ? `${whole} con ${named}` : `${whole} con ${number}`),
    scales: { millón: 'millón', millones: 'millones', M: 'millones', 'mil millones': 'mil millones', billones: 'billones' },
    scaled: (number, currency) => `${number} de ${currency}`,
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year }) =>
      [day === undefined ? '' : day === 1 ? 'primero' : cardinal(String(day)), MONTHS[month - 1], year && cardinal(year)]
        .filter(Boolean)
        .join(' de '),
    year: cardinal,
    yearAfter: 'en|desde|de|hasta|hacia|año',
    between: 'de|del',
    dayMark: '(?:º)?',
    otherMonths: { setiembre: 9 },
  },
  times: {
    marks: '[ap]\\.?\\s?m\\.?|horas|h',
    separators: '.h',
    speak: ({ hour, minute, second, mark }) => {
      if (mark.startsWith('h') && minute === 0) return `${counted(String(hour), 'hora')} hora${hour === 1 ? '' : 's'}`;
      const half = mark.startsWith('a') ? ' de la mañana' : mark.startsWith('p') ? ' de la tarde' : '';
      const past =
        minute === 0
          ? half === ''
            ? ' en punto'
            : ''
          : minute === 30
            ? ' y media'
            : minute === 15
              ? ' y cuarto'
              : ` y ${cardinal(String(minute))}`;
      return `${counted(String(hour), 'hora')}${past}${second === undefined ? '' : ` y ${cardinal(String(second))} segundos`}${half}`;
    },
  },
  units: formsOf({
    percent: 'por ciento',
    microgram: 'microgramo|microgramos',
    centiliter: 'centilitro|centilitros',
    deciliter: 'decilitro|decilitros',
    milligram: 'miligramo|miligramos',
    tonne: 'tonelada|toneladas',
    permille: 'por mil',
    'square-meter': 'metro cuadrado|metros cuadrados',
    'square-kilometer': 'kilómetro cuadrado|kilómetros cuadrados',
    'cubic-meter': 'metro cúbico|metros cúbicos',
    watt: 'vatio|vatios',
    kilowatt: 'kilovatio|kilovatios',
    megawatt: 'megavatio|megavatios',
    'kilowatt-hour': 'kilovatio hora|kilovatios hora',
    volt: 'voltio|voltios',
    hertz: 'hercio|hercios',
    megahertz: 'megahercio|megahercios',
    gigahertz: 'gigahercio|gigahercios',
    decibel: 'decibelio|decibelios',
    kilocalorie: 'kilocaloría|kilocalorías',
  }),
  fractions: {
    '1/2': 'medio',
    '1/3': 'un tercio',
    '2/3': 'dos tercios',
    '1/4': 'un cuarto',
    '3/4': 'tres cuartos',
    '1/5': 'un quinto',
    '1/8': 'un octavo',
    '1/10': 'un décimo',
  },
  wholeAndFraction: '# y %',
  andHalf: '# y medio',
  ordinalMarks: '\\.?º|\\.?°',
  abbreviations: {
    'Sr.': 'señor',
    'Sra.': 'señora',
    'Srta.': 'señorita',
    'Avda.': 'avenida',
    'avda.': 'avenida',
    'art.': 'artículo',
    'Art.': 'artículo',
    'Dr.': 'doctor',
    'Dra.': 'doctora',
    'D.': 'don',
    'Dña.': 'doña',
    'Prof.': 'profesor',
    'p. ej.': 'por ejemplo',
    'etc.': 'etcétera',
    'a. C.': 'antes de Cristo',
    'd. C.': 'después de Cristo',
    'EE. UU.': 'Estados Unidos',
    'EE.UU.': 'Estados Unidos',
    'aprox.': 'aproximadamente',
    'núm.': 'número',
    'n.º': 'número',
    'pág.': 'página',
    'cap.': 'capítulo',
    'vol.': 'volumen',
    'fig.': 'figura',
    'Av.': 'avenida',
    'tel.': 'teléfono',
    'Ud.': 'usted',
    'Uds.': 'ustedes',
    'máx.': 'máximo',
    'mín.': 'mínimo',
  },
  acronyms: { spelled: 'ADN UE USA BBVA RAE', spell: (letters) => [...letters].join(' '), shortest: 0 },
  romans: {
    cardinalAfter:
      'siglo|Siglo|capítulo|Capítulo|tomo|Tomo|acto|Acto|parte|Parte|Apolo|Luis|Alfonso|Juan|Benedicto|León|Pío|Guerra Mundial',
    speakOrdinal: (value, _, name) => (/^(?:Isabel|Catalina)$/.test(name) ? toOrdinal(value).replace(/o(?= |$)/g, 'a') : toOrdinal(value)),
    ordinalAfter: 'Felipe|Carlos|Isabel|Fernando|Juan Pablo|Enrique|Napoleón|Catalina|Pedro|Nicolás|Federico|Ramsés',
  },
  first: [
    rule(/(?<![\p{L}\p{N}])(?<number>\d{1,3})\.?ª/gu, ({ groups }) => toOrdinal(groups['number'] ?? '').replace(/o(?= |$)/g, 'a')),
    rule(/(?<![\p{L}\p{N}])(?<number>[13])\.?(?:er|ᵉʳ)(?!\p{L})/gu, ({ groups }) => (groups['number'] === '1' ? 'primer' : 'tercer')),
  ],
});
