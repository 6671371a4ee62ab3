import { toCardinal, toOrdinal } from 'n2words/pt-PT';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const FEMININE = /(?:as?|mulher(?:es)?|noites?|tardes?|vezes|cidades?|partes?|[çs](?:ão|ões)|dades?)$/u;
const MASCULINE = /^(?:dias?|problemas?|sistemas?|temas?|programas?|mapas?|planetas?|idiomas?|(?:quilo|mili)?gramas?|para|era)$/u;
const MONTHS = 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' ');

const brazilian = (words: string): string =>
  words
    .replace('dezasseis', 'dezesseis')
    .replace('dezassete', 'dezessete')
    .replace('dezanove', 'dezenove')
    .replace('um mil milhões', 'um bilhão')
    .replace('mil milhões', 'bilhões');

const SYMBOLS: LanguageWords['symbols'] = {
  and: 'e',
  at: 'arroba',
  dot: 'ponto',
  slash: 'barra',
  dash: 'hífen',
  underscore: 'sublinhado',
  plus: 'mais',
  minus: 'menos',
  times: 'vezes',
  dividedBy: 'dividido por',
  equals: 'igual a',
  less: 'é menor que',
  greater: 'é maior que',
  about: 'cerca de',
  number: 'número',
  hashtag: 'hashtag',
  to: 'a',
  against: 'a',
  squared: 'ao quadrado',
  cubed: 'ao cubo',
  power: '# elevado a %',
  over: 'sobre',
  per: 'por',
  root: 'raiz de',
  infinity: 'infinito',
  lessThan: 'menos de',
  moreThan: 'mais de',
  section: 'parágrafo',
};

const UNITS: LanguageWords['units'] = formsOf({
  percent: 'por cento',
  microgram: 'micrograma|microgramas',
  milligram: 'miligrama|miligramas',
  tonne: 'tonelada|toneladas',
  permille: 'por mil',
  'square-meter': 'metro quadrado|metros quadrados',
  'square-kilometer': 'quilômetro quadrado|quilômetros quadrados',
  'cubic-meter': 'metro cúbico|metros cúbicos',
  watt: 'watt|watts',
  kilowatt: 'quilowatt|quilowatts',
  megawatt: 'megawatt|megawatts',
  'kilowatt-hour': 'quilowatt-hora|quilowatts-hora',
  volt: 'volt|volts',
  hertz: 'hertz',
  megahertz: 'mega-hertz',
  gigahertz: 'giga-hertz',
  decibel: 'decibel|decibéis',
  kilocalorie: 'quilocaloria|quilocalorias',
});

const ABBREVIATIONS: LanguageWords['abbreviations'] = {
  'Sr.': 'senhor',
  'Sra.': 'senhora',
  'Dr.': 'doutor',
  'Art.': 'artigo',
  'art.': 'artigo',
  'seg.': 'segunda',
  'sex.': 'sexta',
  'sáb.': 'sábado',
  'Dra.': 'doutora',
  'Prof.': 'professor',
  'Profa.': 'professora',
  'p. ex.': 'por exemplo',
  'etc.': 'et cetera',
  'a. C.': 'antes de Cristo',
  'd. C.': 'depois de Cristo',
  'aprox.': 'aproximadamente',
  'pág.': 'página',
  'cap.': 'capítulo',
  'vol.': 'volume',
  'fig.': 'figura',
  'Av.': 'avenida',
  'R.': 'rua',
  'tel.': 'telefone',
  nº: 'número',
  'n.º': 'número',
  'máx.': 'máximo',
  'mín.': 'mínimo',
  'Cia.': 'companhia',
};

const FRACTIONS: LanguageWords['fractions'] = {
  '1/2': 'meio',
  '1/3': 'um terço',
  '2/3': 'dois terços',
  '1/4': 'um quarto',
  '3/4': 'três quartos',
  '1/5': 'um quinto',
  '1/8': 'um oitavo',
  '1/10': 'um décimo',
};

const ROMANS: NonNullable<LanguageWords['romans']> = {
  cardinalAfter: 'século|Século|capítulo|Capítulo|tomo|Tomo|ato|Ato|parte|Parte|Apolo|Luís|Bento|Leão|Pio|Guerra Mundial',
  ordinalAfter: 'Pedro|João|Henrique|Carlos|Filipe|João Paulo|Isabel|Napoleão|Fernando|Afonso|Maria|Manuel|José',
};

/** Portuguese, Brazilian unless the region is Portugal. */
export function portuguese(region: string | undefined): LanguageWords {
  const isEuropean = region === 'PT';
  const cardinal = cardinals((digits) => (isEuropean ? toCardinal(digits) : brazilian(toCardinal(digits))), {
    minus: 'menos',
    point: 'vírgula',
  });
  /** A number with its noun: `um metro`, `uma hora`, `duas horas`. */
  const counted = (value: string, noun: string): string =>
    FEMININE.test(noun) && !MASCULINE.test(noun) ? cardinal(value).replace(/um$/, 'uma').replace(/dois$/, 'duas') : cardinal(value);
  return defineLanguage({
    locale: isEuropean ? 'pt-PT' : 'pt-BR',
    numbers: { cardinal, counted, countsNouns: true, ordinal: (value) => toOrdinal(value), decimalMark: ',', groupMarks: '. ' },
    symbols: SYMBOLS,
    money: {
      symbols: { '¥': 'JPY' },
      names: {
        USD: forms('dólar|dólares'),
        GBP: forms('libra|libras'),
        EUR: forms('euro|euros'),
        BRL: forms('real|reais'),
        JPY: forms('iene|ienes'),
      },
      cents: {
        BRL: forms('centavo|centavos'),
        EUR: forms(isEuropean ? 'cêntimo|cêntimos' : 'centavo|centavos'),
        USD: forms('centavo|centavos'),
      },
      join: (whole, { number, named, value }) => (value < 10 ? `${whole} e ${named}` : `${whole} e ${number}`),
      scales: {
        milhão: 'milhão',
        milhões: 'milhões',
        mi: 'milhões',
        bilhão: 'bilhão',
        bilhões: 'bilhões',
        bi: 'bilhões',
        'mil milhões': 'mil milhões',
      },
      scaled: (number, currency) => `${number} de ${currency}`,
    },
    dates: {
      order: 'dmy',
      speak: ({ day, month, year }) =>
        [day === undefined ? '' : day === 1 ? 'primeiro' : cardinal(String(day)), MONTHS[month - 1], year && cardinal(year)]
          .filter(Boolean)
          .join(' de '),
      year: cardinal,
      yearAfter: 'em|desde|de|até|ano',
      between: 'de',
      dayMark: 'º?',
    },
    times: {
      marks: 'horas|h',
      isSplitByH: true,
      speak: ({ hour, minute, second }) => {
        const text = `${counted(String(hour), 'hora')}${minute === 0 ? ` hora${hour < 2 ? '' : 's'}` : ` e ${cardinal(String(minute))}`}`;
        return second === undefined ? text : `${text} e ${cardinal(String(second))} segundos`;
      },
    },
    units: UNITS,
    fractions: FRACTIONS,
    wholeAndFraction: '# e %',
    andHalf: '# e meio',
    ordinalMarks: '\\.?º|°',
    abbreviations: ABBREVIATIONS,
    acronyms: { spelled: 'EUA UE USA ADN', spell: (letters) => [...letters].join(' '), shortest: 0 },
    romans: ROMANS,
    first: [rule(/(?<![\p{L}\p{N}])(?<number>\d{1,3})\.?ª/gu, ({ groups }) => toOrdinal(groups['number'] ?? '').replace(/o(?= |$)/g, 'a'))],
  });
}
