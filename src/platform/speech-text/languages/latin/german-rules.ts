import { toCardinal, toOrdinal } from 'n2words/de-DE';
import { cardinals } from '../../cardinals.ts';
import type { CalendarDate } from '../../language.ts';
import { rule } from '../../reading.ts';
import type { Rule } from '../../reading.ts';
import { romanValue } from '../../rules/letters.ts';

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('de', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month, 3)),
);

export const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'minus', point: 'Komma' });

/** An ordinal such as `dritte`, with the ending that the word before it requires. */
export function ordinal(value: string, before = ''): string {
  const stem = toOrdinal(value).replace(/e$/, '');
  if (
    /^(?:am|vom|zum|im|beim|dem|den|des|bis|ab|seit|einem|einen|eines|ihrem|seinem|ihren|seinen|vorm|nach|zur|ins|ans|auf|vor|unserem|unseren|meinem|meinen|jedem|jeden|diesem|diesen)$/.test(
      before,
    )
  )
    return `${stem}en`;
  return /^(?:|ein|sein|ihr|mein|unser|kein|als|jeder|dieser|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)$/.test(before) &&
    !/^(?:jeder|dieser)$/.test(before)
    ? `${stem}er`
    : `${stem}e`;
}

/** A year: `1863` achtzehnhundertdreiundsechzig, `2024` zweitausendvierundzwanzig. */
export function year(written: string): string {
  const [century, rest] = [Number(written.slice(0, 2)), Number(written.slice(2))];
  if (written.length !== 4 || century < 11 || century > 19) return cardinal(written);
  return `${cardinal(String(century))}hundert${rest === 0 ? '' : cardinal(String(rest))}`;
}

const WOMEN = /^(?:Elisabeth|Katharina|Maria|Viktoria|Margarethe|Christina|Isabella|Johanna|Anna|Beatrix)$/;

/** The ordinal after a name: `Ludwig der Vierzehnte`. */
export const afterName = (value: string, name: string): string =>
  `${WOMEN.test(name) ? 'die' : 'der'} ${toOrdinal(value).replace(/^./, (letter) => letter.toUpperCase())}`;

const FEMININE =
  /^(?:Tonne|Unze|Meile|Stunde|Minute|Sekunde|Kilowattstunde|Million|Milliarde|Billion|Krone|Lira|Rupie|Kalorie|Kilokalorie|Mikrosekunde|Millisekunde|Nanosekunde|Woche|tschechische|schwedische|norwegische|dänische|indische|türkische)/i;

/** A number with its noun: `ein Meter`, `eine Tonne`, `einundzwanzig Meter`. */
export const counted = (value: string, noun: string): string =>
  /^-?1$/.test(value) ? cardinal(value).replace('eins', FEMININE.test(noun) ? 'eine' : 'ein') : cardinal(value);

export function speakDate({ day, month, year: written }: CalendarDate, before: string): string {
  const name = MONTHS[month - 1] ?? '';
  return [day === undefined ? '' : ordinal(String(day), before), name, written === undefined ? '' : year(written)]
    .filter(Boolean)
    .join(' ');
}

const ORDINAL_NOUNS =
  'Jahrhundert|Jahrtausend|Geburtstag|Platz|Mal|Kapitel|Tag|Klasse|Stock|Etage|Weltkrieg|Bundesliga|Auflage|Lebensjahr|Jahrestag|Spieltag|Minute|Runde|Versuch|Hochzeitstag|Reich|Band|Monat|Woche|OG|Obergeschoss|Stockwerk|Quartal|Semester|Liga|Halbzeit|Advent';
const NEUTER = /^(?:Kapitel|Jahr|Mal|Lebensjahr|Reich|OG|Obergeschoss|Stockwerk|Quartal|Semester)/;
const FEMININE_ORDERED = /^(?:Klasse|Etage|Bundesliga|Auflage|Minute|Runde|Woche|Liga|Halbzeit)/;
const ARTICLE =
  'am|vom|zum|im|beim|ins|ans|dem|den|des|der|die|das|zur|jede[rsnm]?|diese[rsnm]?|[dksm]?ein(?:e[rnms]?)?|ihre?[nmrs]?|unsere?[nmrs]?';
const DATIVE = /(?:^|[^\p{L}])(?:in|an|auf|mit|von|bei|nach|seit|zu|aus|während|vor|unter|wegen)\s$/iu;
const ORDERED = '(?<number>\\d{1,3}|[IVX]{1,6})\\.';

/** An ordinal with the ending that the words before it require: `in der zwölften`, `am ersten und zweiten`. */
function inflected(number: string, lead: string, before: string): string {
  const value = /\d/.test(number) ? number : String(romanValue(number));
  const earlier = /^(?:und|oder|bis|sowie)$/.test(lead)
    ? /(?<rest>.*?)(?<lead>\p{L}+)\s(?:\d{1,3}|[IVX]+)\.\s$/u.exec(before)?.groups
    : undefined;
  if (earlier) return inflected(number, (earlier['lead'] ?? '').toLowerCase(), earlier['rest'] ?? '');
  return ordinal(value, lead === 'der' && DATIVE.test(before) ? 'dem' : lead);
}

const ordered: Rule['read'] = ({ groups, before }) => {
  const { lead = '', number = '' } = groups;
  return lead + inflected(number, lead.trim().toLowerCase(), before);
};

const DAYS: Readonly<Record<string, string>> = {
  Mo: 'Montag',
  Di: 'Dienstag',
  Mi: 'Mittwoch',
  Do: 'Donnerstag',
  Fr: 'Freitag',
  Sa: 'Samstag',
  So: 'Sonntag',
};
const DAY = Object.keys(DAYS).join('|');
const dayOf = (text: string | undefined): string => DAYS[(text ?? '').replace('.', '')] ?? '';

/** Days in short, beside another day, a date or a time: `Mo.–Fr.`, `Sa. 10–14 Uhr`. */
const weekdays: readonly Rule[] = [
  rule(
    new RegExp(`(?<![\\p{L}\\p{N}])(?<from>${DAY})\\.?\\s?[–-]\\s?(?<to>${DAY})(?:\\.|(?![\\p{L}\\p{N}]))`, 'gu'),
    ({ groups }) => `${dayOf(groups['from'])} bis ${dayOf(groups['to'])}`,
  ),
  rule(
    new RegExp(
      `(?<![\\p{L}\\p{N}])(?:(?:Mo|Di|Mi|Do|Sa|So)\\.(?=,?\\s?\\d)|Fr\\.(?=,\\s?\\d|\\s?\\d{1,2}\\.\\s?(?:\\d{1,2}\\.|\\p{Lu}))|(?:${DAY})\\.?(?=:?\\s\\d{1,2}(?:[.:]\\d\\d|[–-]\\d{1,2})?(?:\\sUhr|[–-]|:)))`,
      'gu',
    ),
    ({ text }) => dayOf(text),
  ),
];

const ENDS_FEMININE = /(?:^Pck|ion|ung|heit|keit|schaft|tät|Frau|Nacht|Person|Hand|Stadt|Tür|Nummer|Tochter|Mutter|Schwester|Zahl)$/;

const ones: readonly Rule[] = [
  rule(
    /(?<!\p{Lu}\p{Ll}+\.?\s|[\p{L}\p{N}]|\d[.,:/])1(?=\s(?<noun>\p{Lu}\p{Ll}+)(?!\p{L}))(?!\s(?:Mio|Mrd|Tsd|Uhr|Nr)(?!\p{L}))/gu,
    ({ after }) => {
      const noun = /^\s(\p{L}+)/u.exec(after)?.[1] ?? '';
      const isFeminine = noun.endsWith('e')
        ? !/^(?:Name|Junge|Käse|Kunde|Auge|Ende|Gebäude|Getränke|Interesse)$/.test(noun)
        : ENDS_FEMININE.test(noun);
      return isFeminine ? 'eine' : 'ein';
    },
  ),
];

const money: readonly Rule[] = [
  rule(/(?<![\p{L}\p{N}.,])(?<whole>\d{1,3}(?:\.\d{3})+|\d+),(?<cents>\d{2})\s(?<name>Euro|Franken|Dollar)(?!\p{L})/gu, ({ groups }) =>
    price(groups['whole']?.replaceAll('.', '') ?? '', groups['cents'] ?? '', groups['name'] ?? ''),
  ),
  // `Fr.` is a Friday or a woman, too.
  rule(/(?<![\p{L}\p{N}])Fr\.\s?(?<whole>\d[\d'’]*)\.(?<cents>\d{2}|[–—-]{1,2})(?!\d)/gu, ({ groups }) =>
    price(groups['whole']?.replace(/['’]/g, '') ?? '', groups['cents']?.replace(/[–—-]+/, '00') ?? '', 'Franken'),
  ),
  // `1250.– Franken`
  rule(/(?<=\d)[.,][–—-]{1,2}(?=\s(?:Franken|Euro|DM|Mark)(?!\p{L}))/gu, () => ''),
];

function price(whole: string, cents: string, name: string): string {
  const small = `${cardinal(String(Number(cents)))} ${name === 'Franken' ? 'Rappen' : 'Cent'}`;
  if (Number(whole) === 0) return small;
  const start = `${counted(whole, '')} ${name}`;
  if (Number(cents) === 0) return start;
  return Number(cents) < 10 ? `${start} und ${small}` : `${start} ${cardinal(cents)}`;
}

/** Numbers that are the beginning of a word: `90er`, `3fach`, `100%ig`. */
const compounds: readonly Rule[] = [
  rule(/(?<![\p{L}\p{N}.,])(?<decade>\d{2,4})er(?<end>n)?(?![\p{L}\p{N}])/gu, ({ groups }) => {
    const { decade = '', end = '' } = groups;
    return `${decade.length === 4 ? year(decade) : cardinal(decade)}er${end}`;
  }),
  rule(
    /(?<![\p{L}\p{N}.,])(?<number>\d+)(?:-?(?<tail>fach\p{Ll}*|mal)|\s?%(?<ig>ig\p{Ll}*)|\s?(?<times>x)(?=\s\p{L}|[),;!?/]|\.?\s?$))(?!\p{L})/gu,
    ({ groups }) => {
      const { number = '', tail, ig, times } = groups;
      if (ig !== undefined) return `${cardinal(number)}prozent${ig}`;
      return counted(number, '') + (times === undefined ? (tail ?? '') : 'mal');
    },
  ),
  rule(/(?<=\p{Ll})(?:[:*_]|\/-?)(?=in(?:nen)?(?!\p{L}))/gu, () => ' '),
];

/** Rules that are tried before all others. */
export const FIRST_RULES: readonly Rule[] = [
  ...compounds,
  ...weekdays,
  ...money,
  rule(
    new RegExp(`(?<![\\p{L}\\p{N}])(?<lead>\\p{L}{2,7}\\s)?(?<day>\\d{1,2})\\.(?<noun>\\s(?:${ORDINAL_NOUNS}))`, 'gu'),
    ({ groups, before }) => {
      const { lead = '', day = '', noun = '' } = groups;
      if (lead === '' && NEUTER.test(noun.trim())) return ordinal(day).replace(/r$/, 's') + noun;
      if (lead === '' && FEMININE_ORDERED.test(noun.trim())) return ordinal(day, 'die') + noun;
      return lead + inflected(day, lead.trim().toLowerCase(), before) + noun;
    },
  ),
  // Days without a month name: `vom 1. bis 5. Mai`, `24.12.`
  rule(
    /(?<![\p{L}\p{N}])(?<lead>\p{L}{2,6}\s)?(?<day>\d{1,2})\.(?=\s?(?:bis|und|oder|–|-)\s?\d{1,2}\.\s?\p{Lu})/gu,
    ({ groups, before }) => {
      const { lead = '', day = '' } = groups;
      return lead + inflected(day, lead === '' ? 'am' : lead.trim().toLowerCase(), before);
    },
  ),
  rule(/(?<![\p{L}\p{N}])(?<lead>\p{L}{2,6}\s)?(?<day>[12]\d|3[01]|0?[1-9])\.(?<month>1[0-2]|0?[1-9])\.(?!\d)/gu, ({ groups, after }) => {
    const { lead = '', day = '', month = '' } = groups;
    const date = `${lead}${speakDate({ day: Number(day), month: Number(month) }, lead.trim().toLowerCase())}`;
    return /^$|^\s(?:Der|Die|Das|Er|Sie|Es|Wir|Ich|Am|Im|Danach|Dann|Und|Aber)(?!\p{L})/u.test(after) && lead !== '' ? `${date}.` : date;
  }),
  // Ordinals after an article, after a preposition, and after another ordinal.
  rule(new RegExp(`(?<![\\p{L}\\p{N}])(?<lead>(?:${ARTICLE})\\s)${ORDERED}(?=\\s\\p{L})(?!\\s(?:${MONTHS.join('|')}))`, 'giu'), ordered),
  rule(new RegExp(`(?<![\\p{L}\\p{N}])(?<lead>(?:als|auf|nach|vor|seit|ab|bis)\\s)${ORDERED}(?=\\s\\p{Ll})`, 'gu'), ordered),
  rule(new RegExp(`(?<=\\d\\.\\s)(?<lead>(?:und|oder|bis|sowie)\\s)${ORDERED}(?=\\s\\p{L})(?!\\s(?:${MONTHS.join('|')}))`, 'gu'), ordered),
  rule(
    new RegExp(`(?<![\\p{L}\\p{N}])(?<lead>(?:der|die|das|den|dem|am|zum|vom)\\s)${ORDERED}(?=\\s*$)`, 'gu'),
    (found) => `${ordered(found) ?? ''}.`,
  ),
  rule(/(?<=\d[:.]\d{2})\s?h(?!\p{L})/gu, () => ''),
  rule(/(?<=\d\.\s)Min\./gu, () => 'Minute'),
  rule(/½\s(?<hour>\d{1,2})(?![\d.,:]\d|\s?\p{L})/gu, ({ groups }) => `halb ${cardinal(groups['hour'] ?? '')}`),
  // A postal code.
  rule(/(?<=,\s)\d{5}(?=\s\p{Lu}\p{Ll})/gu, ({ text }) => [...text].map((digit) => cardinal(digit)).join(' ')),
  rule(/(?<![\p{L}\p{N}])S\.\s?(?=\d)/gu, () => 'Seite '),
  rule(/(?<![\p{L}\p{N}])(?<street>\p{Lu}\p{Ll}+)str\.(?!\p{L})/gu, ({ groups }) => `${groups['street'] ?? ''}straße`),
  ...ones,
];
