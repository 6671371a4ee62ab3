import type { Rule } from './reading.ts';

/** Numbers in words. Values are canonical: digits, with a minus sign and a decimal point where needed. */
export interface NumberWords {
  readonly cardinal: (value: string) => string;
  /** Before a counted noun: `ein Meter`, `eine Tonne`. The noun decides the gender. */
  readonly counted?: (value: string, noun: string) => string;
  /** Whether a plain number is counted by the word that follows it: `veintiuna casas`. */
  readonly countsNouns?: boolean;
  /** Digit by digit, for telephone numbers and codes. */
  readonly digits?: (value: string) => string;
  readonly ordinal: (value: string) => string;
  readonly decimalMark: ',' | '.';
  /** Characters between thousands, inside a character class. */
  readonly groupMarks: string;
}

/** Words for symbols. Where one is missing, the symbol is silent. */
export interface SymbolWords {
  readonly and: string;
  readonly at: string;
  readonly dot: string;
  readonly slash: string;
  readonly dash: string;
  readonly underscore: string;
  readonly plus: string;
  readonly minus: string;
  readonly times: string;
  readonly dividedBy: string;
  readonly equals: string;
  readonly less: string;
  readonly greater: string;
  readonly about: string;
  /** Before a number: `#5`, `№ 5`. */
  readonly number: string;
  /** Before a topic: `#weather`. */
  readonly hashtag: string;
  /** Between two numbers: `3–5`. */
  readonly to: string;
  /** Between the numbers of a score or ratio: `3:2`. */
  readonly against: string;
  /** `x²`, `x³`; without them, `power` with the number. */
  readonly squared: string;
  readonly cubed: string;
  readonly power: string;
  /** Between numerator and denominator where no word exists: `7/12`. */
  readonly over: string;
  readonly section: string;
}

export interface MoneyWords {
  /** Currency of a symbol that several currencies use: `$`, `¥`, `kr`. */
  readonly symbols: Readonly<Record<string, string>>;
  /** Shorter names than CLDR's, by currency and plural category: `dollar` instead of `US dollar`. */
  readonly names: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>>;
  /** Names of hundredths, by currency. Where one is missing, the amount is read as a decimal. */
  readonly cents: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>>;
  /** Joins whole units and hundredths, each as a number and a number with its noun. */
  readonly join: (whole: string, cents: { readonly number: string; readonly named: string; readonly value: number }) => string;
  /** Words after a number that multiply: `million`, `bn`. The value is spoken; forms are separated by a bar as in `forms`. */
  readonly scales: Readonly<Record<string, string>>;
  /** Between a scale and the currency: `un million d’euros`. */
  readonly scaled?: (number: string, currency: string) => string;
}

/** Which numbers a date has; months from 1. */
export interface CalendarDate {
  readonly day?: number;
  readonly month: number;
  readonly year?: string;
}

export interface DateWords {
  /** Order in `3/4/2026`. */
  readonly order: 'dmy' | 'mdy' | 'ymd';
  /** Words before the date (`am`, `der`) are given, since some languages inflect the day. */
  readonly speak: (date: CalendarDate, before: string) => string;
  readonly year: (year: string) => string;
  /** Words before which or after which four digits are a year. */
  readonly yearAfter: string;
  /** What may stand between day, month and year: `de`. */
  readonly between?: string;
  /** What may follow the day: `.`, `st`. */
  readonly dayMark?: string;
  /** What may follow the year and is read with it: `roku`. */
  readonly yearMark?: string;
  /** Abbreviations and inflected names that CLDR does not have, by month. */
  readonly otherMonths?: Readonly<Record<string, number>>;
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
  /** What followed the numbers: `p.m.`, `Uhr`. */
  readonly mark: string;
}

export interface TimeWords {
  readonly speak: (time: ClockTime) => string;
  /** What may follow: a pattern. */
  readonly marks: string;
  /** Separators of hours and minutes besides the colon, when one of the marks follows. */
  readonly separators?: string;
  /** Whether `10h30` is a time. */
  readonly isSplitByH?: boolean;
}

export interface LanguageWords {
  /** BCP 47, for CLDR. */
  readonly locale: string;
  readonly numbers: NumberWords;
  readonly symbols: SymbolWords;
  readonly money: MoneyWords;
  readonly dates: DateWords;
  readonly times: TimeWords;
  /** Names of units that CLDR has not, by symbol and plural category. `m²` is `square-meter`. */
  readonly units: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>>;
  /** By value: `1/2`, `3/4`. */
  readonly fractions: Readonly<Record<string, string>>;
  /** A whole number `#` with a fraction `%`: `three and two thirds`. */
  readonly wholeAndFraction: string;
  /** A whole number `#` and a half. */
  readonly andHalf?: string;
  /** Marks of ordinal numbers after the digits, as a pattern. */
  readonly ordinalMarks?: string;
  /** As written, with the full stop if there is one. Also where sentences do not end. */
  readonly abbreviations: Readonly<Record<string, string>>;
  /** Abbreviations that may also end a sentence: `etc.` */
  readonly acronyms: AcronymWords;
  /** Roman numerals are read beside these words only, as patterns. */
  readonly romans?: RomanWords;
  /** Tried before all other rules. */
  readonly first?: readonly Rule[];
  /** Tried after dates: years with a word of their own. */
  readonly years?: readonly Rule[];
  /** Tried before plain numbers. */
  readonly last?: readonly Rule[];
}

export interface AcronymWords {
  /** Read as words although they look like acronyms: `NASA`; written in capitals for emphasis: `NOT`. */
  readonly words?: string;
  /** Spelled although they have vowels: `USA`. */
  readonly spelled: string;
  /** Letters to what spells them. */
  readonly spell: (letters: string) => string;
  /** After a spelled plural: `CEOs`. */
  readonly plural?: string;
  /** Shorter words in capitals are spelled; 0 spells none but those that have no vowel. */
  readonly shortest: number;
}

export interface RomanWords {
  /** Nouns before which stand cardinals: `chapter IV`. */
  readonly cardinalAfter?: string;
  /** Names after which stand ordinals: `Louis XIV`. */
  readonly ordinalAfter?: string;
  /** Nouns after an ordinal: `XX century`. */
  readonly ordinalBefore?: string;
  /** Given the word before, or nothing after a name; and the noun that follows. */
  readonly speakOrdinal?: (value: string, before: string | undefined, noun: string) => string;
}
