import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { afterName, cardinal, counted, FIRST_RULES, ordinal, speakDate, year } from './german-rules.ts';
import { ABBREVIATIONS, FRACTIONS, UNITS } from './german-words.ts';

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
    per: 'pro',
    outOf: 'von',
    atLeast: 'größer gleich',
    atMost: 'kleiner gleich',
    unequal: 'ungleich',
    root: 'Wurzel aus',
    infinity: 'unendlich',
    lessThan: 'weniger als',
    moreThan: 'mehr als',
    section: 'Paragraf',
  },
  money: {
    symbols: { '¥': 'JPY' },
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
      Mio: 'Million|Millionen',
      'Mio.': 'Million|Millionen',
      Million: 'Million',
      Millionen: 'Millionen',
      Mrd: 'Milliarde|Milliarden',
      'Mrd.': 'Milliarde|Milliarden',
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
  units: UNITS,
  fractions: FRACTIONS,
  wholeAndFraction: '# %',
  andHalf: '#einhalb',
  ordinalMarks: 'te|ter|ten|tes',
  abbreviations: ABBREVIATIONS,
  acronyms: {
    words:
      'DAS DER DIE DEN DEM DES UND NUR WIR IHR SIE ICH MAN EIN WER WAS WIE ALS AUF AUS BEI BIS DU ER ES IN AM IM ZU SO JA AN UM OB DA WO NEU ALT GUT TUT IST SEI NASA NATO UNESCO UNICEF AIDS TÜV BAFÖG FIFA UEFA COVID SIM PIN CERN OPEC',
    spelled:
      'USA IAEO EU BASF OECD DNA ARD CDU CSU KI IT AI ICE IBM UKW AOK ADAC ADHS EDV EZB EKG ISBN URL USB WHO TU EEG IQ UV BKA LKA IHK AGB UBS US UN ABS AKW ÖBB ORF EWR IOC',
    spell: (letters) => [...letters].join(' '),
    shortest: 0,
  },
  romans: {
    cardinalAfter: 'Kapitel|Teil|Band|Akt|Szene|Phase|Typ|Klasse|Stufe|Artikel|Abschnitt|Buch|Apollo|Gruppe|Hartz',
    ordinalAfter:
      'Ludwig|Heinrich|Friedrich|Wilhelm|Karl|Otto|Georg|Elisabeth|Katharina|Franz|Ferdinand|Alexander|Nikolaus|Napoleon|Leopold|Ramses|Pius|Benedikt|Gregor|Innozenz|Leo|Paul|Johannes|Johannes Paul|Philipp|Maximilian|Rudolf|Konrad|Gustav|Iwan|Peter|Jakob|Eduard|Richard',
    ordinalBefore: 'Jahrhundert|Jahrhunderts|Weltkrieg|Weltkriegs|Olympische|Internationale|Kongress|Quartal|Weltkrieges',
    speakOrdinal: (value, before, noun) => (before === undefined ? afterName(value, noun) : ordinal(value, before)),
  },
  first: FIRST_RULES,
  last: [
    // Four digits are a year unless they count something.
    rule(/(?<![\p{L}\p{N}][.,:/]?)(?<year>1[1-9]\d\d)(?![\p{L}\p{N}]|[.,:]\d|\s?%)/gu, ({ groups, after }) =>
      /^\s(?:Menschen|Euro|Jahren?|Metern?|Kilometern?|Stück|Personen|Kindern?|Tagen?|Arten|Soldaten|Seiten|Einwohnern?|Zuschauern?|Besuchern?|Gästen?|Mitarbeiter\p{L}*|Teilnehmer\p{L}*|Mitglieder\p{L}*|Tonnen|Meilen|Mark|Dollar|Franken|Litern?|Gramm|Watt|Häusern?|Bäumen?|Büchern?|Punkten?|Schritten?|Stufen|Quadratmetern?|Kalorien|Stunden|Minuten|Sekunden|Schülern?|Studenten|Tieren?|Wörtern?|Zeichen)(?!\p{L})/u.test(
        after,
      )
        ? undefined
        : year(groups['year'] ?? ''),
    ),
  ],
};
