import { toCardinal, toOrdinal } from 'n2words/de-DE';
import { cardinals } from '../../cardinals.ts';
import type { CalendarDate, LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Intl.DateTimeFormat('de', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month, 3)),
);

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'minus', point: 'Komma' });

/** An ordinal such as `dritte`, with the ending that the word before it requires. */
function ordinal(value: string, before = ''): string {
  const stem = toOrdinal(value).replace(/e$/, '');
  if (
    /^(?:am|vom|zum|im|beim|dem|den|des|bis|ab|seit|einem|einen|eines|ihrem|seinem|ihren|seinen|vorm|nach|zur|unserem|unseren|meinem|meinen|jedem|jeden|diesem|diesen)$/.test(
      before,
    )
  )
    return `${stem}en`;
  return /^(?:|ein|sein|ihr|mein|unser|kein|jeder|dieser|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)$/.test(before) &&
    !/^(?:jeder|dieser)$/.test(before)
    ? `${stem}er`
    : `${stem}e`;
}

/** A year: `1863` achtzehnhundertdreiundsechzig, `2024` zweitausendvierundzwanzig. */
function year(written: string): string {
  const [century, rest] = [Number(written.slice(0, 2)), Number(written.slice(2))];
  if (written.length !== 4 || century < 11 || century > 19) return cardinal(written);
  return `${cardinal(String(century))}hundert${rest === 0 ? '' : cardinal(String(rest))}`;
}

/** The ordinal after a name: `Ludwig der Vierzehnte`. */
const afterName = (value: string): string => `der ${toOrdinal(value).replace(/^./, (letter) => letter.toUpperCase())}`;

const FEMININE =
  /^(?:Tonne|Unze|Meile|Stunde|Minute|Sekunde|Kilowattstunde|Million|Milliarde|Billion|Krone|Lira|Rupie|Kalorie|Kilokalorie|Mikrosekunde|Millisekunde|Nanosekunde|Woche|tschechische|schwedische|norwegische|dänische|indische|türkische)/i;

/** A number with its noun: `ein Meter`, `eine Tonne`, `einundzwanzig Meter`. */
const counted = (value: string, noun: string): string =>
  /^-?1$/.test(value) ? cardinal(value).replace('eins', FEMININE.test(noun) ? 'eine' : 'ein') : cardinal(value);

function speakDate({ day, month, year: written }: CalendarDate, before: string): string {
  const name = MONTHS[month - 1] ?? '';
  return [day === undefined ? '' : ordinal(String(day), before), name, written === undefined ? '' : year(written)]
    .filter(Boolean)
    .join(' ');
}

const ORDINAL_NOUNS =
  'Jahrhundert|Jahrtausend|Geburtstag|Platz|Mal|Kapitel|Tag|Klasse|Stock|Etage|Weltkrieg|Bundesliga|Auflage|Lebensjahr|Jahrestag|Spieltag|Minute|Runde|Versuch|Hochzeitstag|Reich|Band|Monat|Woche';
const YEAR_NOUNS =
  'Jahr|Jahre|Jahren|Jahres|seit|Seit|bis|ab|Ab|um|Um|vor|nach|anno|Anno|Sommer|Winter|Frühjahr|Herbst|Anfang|Ende|Mitte|in|von|Von|zwischen|und';

/** German. */
export const german: LanguageWords = {
  locale: 'de',
  numbers: { cardinal, counted, ordinal, decimalMark: ',', groupMarks: '.   ' },
  symbols: {
    and: 'und',
    at: 'ät',
    dot: 'Punkt',
    slash: 'Schrägstrich',
    dash: 'Bindestrich',
    underscore: 'Unterstrich',
    plus: 'plus',
    minus: 'minus',
    times: 'mal',
    dividedBy: 'geteilt durch',
    equals: 'gleich',
    less: 'ist kleiner als',
    greater: 'ist größer als',
    about: 'etwa',
    number: 'Nummer',
    hashtag: 'Hashtag',
    to: 'bis',
    against: 'zu',
    squared: 'Quadrat',
    cubed: 'hoch drei',
    power: '# hoch %',
    over: 'durch',
    section: 'Paragraf',
  },
  money: {
    symbols: { '¥': 'JPY', Fr: 'CHF', 'Fr.': 'CHF' },
    names: {
      USD: { other: 'Dollar' },
      GBP: { other: 'Pfund' },
      JPY: { other: 'Yen' },
      CNY: { other: 'Yuan' },
      CHF: { other: 'Franken' },
      PLN: { other: 'Zloty' },
    },
    cents: { EUR: { other: 'Cent' }, USD: { other: 'Cent' }, GBP: { one: 'Penny', other: 'Pence' }, CHF: { other: 'Rappen' } },
    join: (whole, { number, named, value }) => (value < 10 ? `${whole} und ${named}` : `${whole} ${number}`),
    scales: {
      Tsd: 'tausend',
      'Tsd.': 'tausend',
      Mio: 'Millionen',
      'Mio.': 'Millionen',
      Million: 'Million',
      Millionen: 'Millionen',
      Mrd: 'Milliarden',
      'Mrd.': 'Milliarden',
      Milliarde: 'Milliarde',
      Milliarden: 'Milliarden',
      Billionen: 'Billionen',
    },
  },
  dates: {
    order: 'dmy',
    speak: speakDate,
    year,
    yearAfter: YEAR_NOUNS,
    dayMark: '\\.',
    otherMonths: { Jan: 1, Feb: 2, Mrz: 3, Jun: 6, Jul: 7, Jänner: 1, Sept: 9 },
  },
  times: {
    marks: 'Uhr',
    separators: '.',
    speak: ({ hour, minute, second }) => {
      const text = `${counted(String(hour), '')} Uhr${minute === 0 ? '' : ` ${cardinal(String(minute))}`}`;
      return second === undefined ? text : `${text} und ${counted(String(second), 'Sekunde')} Sekunden`;
    },
  },
  units: {
    milligram: { other: 'Milligramm' },
    tonne: { one: 'Tonne', other: 'Tonnen' },
    micrometer: { other: 'Mikrometer' },
    nanometer: { other: 'Nanometer' },
    permille: { other: 'Promille' },
    degree: { other: 'Grad' },
    celsius: { other: 'Grad Celsius' },
    'square-meter': { other: 'Quadratmeter' },
    'square-kilometer': { other: 'Quadratkilometer' },
    'square-centimeter': { other: 'Quadratzentimeter' },
    'cubic-meter': { other: 'Kubikmeter' },
    'cubic-centimeter': { other: 'Kubikzentimeter' },
    watt: { other: 'Watt' },
    kilowatt: { other: 'Kilowatt' },
    megawatt: { other: 'Megawatt' },
    gigawatt: { other: 'Gigawatt' },
    'kilowatt-hour': { one: 'Kilowattstunde', other: 'Kilowattstunden' },
    volt: { other: 'Volt' },
    hertz: { other: 'Hertz' },
    kilohertz: { other: 'Kilohertz' },
    megahertz: { other: 'Megahertz' },
    gigahertz: { other: 'Gigahertz' },
    decibel: { other: 'Dezibel' },
    calorie: { one: 'Kalorie', other: 'Kalorien' },
    kilocalorie: { one: 'Kilokalorie', other: 'Kilokalorien' },
    kilojoule: { other: 'Kilojoule' },
    hectopascal: { other: 'Hektopascal' },
    milliampere: { other: 'Milliampere' },
  },
  fractions: {
    '1/2': 'ein halb',
    '1/3': 'ein Drittel',
    '2/3': 'zwei Drittel',
    '1/4': 'ein Viertel',
    '3/4': 'drei Viertel',
    '1/5': 'ein Fünftel',
    '2/5': 'zwei Fünftel',
    '3/5': 'drei Fünftel',
    '4/5': 'vier Fünftel',
    '1/6': 'ein Sechstel',
    '5/6': 'fünf Sechstel',
    '1/8': 'ein Achtel',
    '3/8': 'drei Achtel',
    '5/8': 'fünf Achtel',
    '7/8': 'sieben Achtel',
    '1/10': 'ein Zehntel',
    '1/100': 'ein Hundertstel',
  },
  wholeAndFraction: '# %',
  andHalf: '#einhalb',
  ordinalMarks: 'te|ter|ten|tes',
  abbreviations: {
    'z. B.': 'zum Beispiel',
    'd. h.': 'das heißt',
    'u. a.': 'unter anderem',
    'u. Ä.': 'und Ähnliches',
    'o. Ä.': 'oder Ähnliches',
    'i. d. R.': 'in der Regel',
    'z. T.': 'zum Teil',
    's. o.': 'siehe oben',
    's. u.': 'siehe unten',
    'v. a.': 'vor allem',
    'u. U.': 'unter Umständen',
    'n. Chr.': 'nach Christus',
    'v. Chr.': 'vor Christus',
    'usw.': 'und so weiter',
    'etc.': 'et cetera',
    'bzw.': 'beziehungsweise',
    'ca.': 'circa',
    'vgl.': 'vergleiche',
    'evtl.': 'eventuell',
    'ggf.': 'gegebenenfalls',
    'inkl.': 'inklusive',
    'exkl.': 'exklusive',
    'sog.': 'sogenannt',
    'max.': 'maximal',
    'min.': 'minimal',
    'mind.': 'mindestens',
    'geb.': 'geboren',
    'gest.': 'gestorben',
    'Dr.': 'Doktor',
    'Prof.': 'Professor',
    'Hr.': 'Herr',
    'Fr.': 'Frau',
    'St.': 'Sankt',
    'Nr.': 'Nummer',
    'Abb.': 'Abbildung',
    'Bd.': 'Band',
    'Kap.': 'Kapitel',
    'Hrsg.': 'Herausgeber',
    'Str.': 'Straße',
    'Tel.': 'Telefon',
    'MwSt.': 'Mehrwertsteuer',
    'Std.': 'Stunden',
    'Mio.': 'Millionen',
    'Mrd.': 'Milliarden',
    'Jh.': 'Jahrhundert',
    'Dipl.-Ing.': 'Diplom-Ingenieur',
    'jr.': 'junior',
    'sen.': 'senior',
  },
  acronyms: {
    words:
      'DAS DER DIE DEN DEM DES UND NUR WIR IHR SIE ICH MAN EIN WER WAS WIE ALS AUF AUS BEI BIS DU ER ES IN AM IM ZU SO JA AN UM OB DA WO NEU ALT GUT TUT IST SEI NASA NATO UNESCO UNICEF AIDS TÜV BAFÖG FIFA UEFA COVID SIM PIN CERN OPEC',
    spelled: 'USA IAEO EU BASF OECD DNA ARD CDU CSU KI IT AI ICE IBM UKW AOK ADAC ADHS EDV EZB EKG ISBN URL USB WHO TU EEG IQ UV',
    spell: (letters) => [...letters].join(' '),
    shortest: 0,
  },
  romans: {
    cardinalAfter: 'Kapitel|Teil|Band|Akt|Szene|Phase|Typ|Klasse|Stufe|Artikel|Abschnitt|Buch|Apollo|Gruppe|Hartz',
    ordinalAfter:
      'Ludwig|Heinrich|Friedrich|Wilhelm|Karl|Otto|Georg|Elisabeth|Katharina|Franz|Ferdinand|Alexander|Nikolaus|Napoleon|Leopold|Ramses|Pius|Benedikt|Gregor|Innozenz|Leo|Paul|Johannes|Johannes Paul|Philipp|Maximilian|Rudolf|Konrad|Gustav|Iwan|Peter|Jakob|Eduard|Richard',
    ordinalBefore: 'Jahrhundert|Jahrhunderts|Weltkrieg|Weltkriegs|Olympische|Internationale|Kongress|Quartal|Weltkrieges',
    speakOrdinal: (value, before) => (before === undefined ? afterName(value) : ordinal(value, before)),
  },
  first: [
    rule(/(?<![\p{L}\p{N}])(?<decade>(?:1\d|20)?[1-9]0)er(?![\p{L}\p{N}])/gu, ({ groups }) => {
      const decade = groups['decade'] ?? '';
      return `${decade.length === 4 ? year(decade) : cardinal(decade)}er`;
    }),
    rule(
      new RegExp(`(?<![\\p{L}\\p{N}])(?<lead>\\p{L}{2,7}\\s)?(?<day>\\d{1,2})\\.(?<noun>\\s(?:${ORDINAL_NOUNS}))`, 'gu'),
      ({ groups }) => {
        const { lead = '', day = '', noun = '' } = groups;
        if (lead === '' && /^\s(?:Kapitel|Jahr|Mal|Lebensjahr|Reich)/.test(noun)) return ordinal(day).replace(/r$/, 's') + noun;
        if (lead === '' && /^\s(?:Klasse|Etage|Bundesliga|Auflage|Minute|Runde|Woche)/.test(noun)) return ordinal(day, 'die') + noun;
        return lead + ordinal(day, lead.trim().toLowerCase()) + noun;
      },
    ),
    // Days without a month name: `vom 1. bis 5. Mai`, `24.12.`
    rule(/(?<![\p{L}\p{N}])(?<lead>\p{L}{2,6}\s)?(?<day>\d{1,2})\.(?=\s?(?:bis|und|oder|–|-)\s?\d{1,2}\.\s?\p{Lu})/gu, ({ groups }) => {
      const { lead = '', day = '' } = groups;
      return lead + ordinal(day, lead === '' ? 'am' : lead.trim().toLowerCase());
    }),
    rule(/(?<![\p{L}\p{N}])(?<lead>\p{L}{2,6}\s)?(?<day>[12]\d|3[01]|0?[1-9])\.(?<month>1[0-2]|0?[1-9])\.(?!\d)/gu, ({ groups }) => {
      const { lead = '', day = '', month = '' } = groups;
      return `${lead}${speakDate({ day: Number(day), month: Number(month) }, lead.trim().toLowerCase())}`;
    }),
    rule(/(?<![\p{L}\p{N}])(?<street>\p{Lu}\p{Ll}+)str\.(?!\p{L})/gu, ({ groups }) => `${groups['street'] ?? ''}straße`),
    rule(/(?<![\p{L}\p{N}])1(?=\s\p{Lu}\p{Ll}+e(?!\p{L}))/gu, () => 'eine'),
    rule(/(?<![\p{L}\p{N}])1(?=\s\p{Lu}\p{Ll}+(?!\p{L}))/gu, () => 'ein'),
  ],
  last: [
    // Four digits are a year unless they count something.
    rule(/(?<![\p{L}\p{N}][.,:/]?)(?<year>1[1-9]\d\d)(?![\p{L}\p{N}]|[.,:]\d|\s?%)/gu, ({ groups, after }) =>
      /^\s(?:Menschen|Euro|Jahren?|Metern?|Kilometern?|Stück|Personen|Kindern?|Tagen?|Arten|Soldaten|Seiten|Einwohnern?)(?!\p{L})/u.test(
        after,
      )
        ? undefined
        : year(groups['year'] ?? ''),
    ),
  ],
};
