import type { Rule } from './reading.ts';

/** Numbers in words. Values are canonical: digits, with a minus sign and a decimal point where needed. */
export interface NumberWords {
  readonly cardinal: (value: string) => string;
  /** The number before a counted noun, whose gender matters: `ein Meter`, `eine Tonne`. */
  readonly counted?: (value: string, noun: string) => string;
  /** Whether a plain number agrees with the word that follows it: `veintiuna casas`. */
  readonly countsNouns?: boolean;
  /** The digits one by one, for telephone numbers and codes. */
  readonly digits?: (value: string) => string;
  readonly ordinal: (value: string) => string;
  readonly decimalMark: ',' | '.';
  /** Characters between thousands, as the content of a character class. */
  readonly groupMarks: string;
}

/** Words for symbols. A symbol without a word is silent. */
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
  /** Word before a number: `#5`, `№ 5`. */
  readonly number: string;
  /** Word before a topic: `#weather`. */
  readonly hashtag: string;
  /** Word between two numbers: `3–5`. */
  readonly to: string;
  /** Word between the numbers of a score or ratio: `3:2`. */
  readonly against: string;
  /** Words for `x²` and `x³`; other exponents use `power` with the number. */
  readonly squared: string;
  readonly cubed: string;
  readonly power: string;
  /** Word between numerator and denominator where the fraction has none of its own: `7/12`. */
  readonly over: string;
  /** Word between units: `m/s`. */
  readonly per: string;
  /** Word between a mark and the best one, as in `4.8/5`, if it is not that of fractions. */
  readonly outOf?: string;
  /** Words for ≥, ≤, ≠, √ and ∞. */
  readonly atLeast?: string;
  readonly atMost?: string;
  readonly unequal?: string;
  readonly root?: string;
  readonly infinity?: string;
  /** Words for `<5` and `>5` without a left side, if they differ from those of an equation. */
  readonly lessThan?: string;
  readonly moreThan?: string;
  readonly section: string;
}

export interface MoneyWords {
  /** The currency of a symbol that several currencies use: `$`, `¥`, `kr`. */
  readonly symbols: Readonly<Record<string, string>>;
  /** Shorter names than CLDR's, by currency and plural category: `dollar` instead of `US dollar`. */
  readonly names: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>>;
  /** Names of hundredths, by currency. An amount in a currency without one is read as a decimal. */
  readonly cents: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>>;
  /** Joins whole units and hundredths, each as a number and a number with its noun. */
  readonly join: (whole: string, cents: { readonly number: string; readonly named: string; readonly value: number }) => string;
  /** Words after a number that multiply it: `million`, `bn`. The value is the spoken text; forms are separated by a bar as in `forms`. */
  readonly scales: Readonly<Record<string, string>>;
  /** Joins a number with a scale and its currency: `un million d’euros`. */
  readonly scaled?: (number: string, currency: string) => string;
}

/** The numbers of a date that are present; months count from 1. */
export interface CalendarDate {
  readonly day?: number;
  readonly month: number;
  readonly year?: string;
}

export interface DateWords {
  /** Order of the numbers in `3/4/2026`. */
  readonly order: 'dmy' | 'mdy' | 'ymd';
  /** Speaks a date. The words before it (`am`, `der`) are given, because some languages inflect the day. */
  readonly speak: (date: CalendarDate, before: string) => string;
  readonly year: (year: string) => string;
  /** Words before which (or, in the next property, after which) four digits are a year. */
  readonly yearAfter: string;
  /** Pattern of words between day, month and year: `de`. */
  readonly between?: string;
  /** Pattern of marks after the day: `.`, `st`. */
  readonly dayMark?: string;
  /** Pattern of a word after the year that is read with it: `roku`. */
  readonly yearMark?: string;
  /** Abbreviations and inflected names that CLDR does not have, by month. */
  readonly otherMonths?: Readonly<Record<string, number>>;
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second?: number;
  /** The mark after the numbers: `p.m.`, `Uhr`. */
  readonly mark: string;
}

export interface TimeWords {
  readonly speak: (time: ClockTime) => string;
  /** Pattern of marks that may follow a time. */
  readonly marks: string;
  /** Pattern of words before a time with such a separator and without a mark: `saat 15.30`. */
  readonly after?: string;
  /** Separators of hours and minutes besides the colon, which count when one of the marks follows. */
  readonly separators?: string;
  /** Whether `10h30` is a time. */
  readonly isSplitByH?: boolean;
}

export interface LanguageWords {
  /** BCP 47 tag for CLDR. */
  readonly locale: string;
  readonly numbers: NumberWords;
  readonly symbols: SymbolWords;
  readonly money: MoneyWords;
  readonly dates: DateWords;
  readonly times: TimeWords;
  /** Names of units that CLDR does not have, by symbol and plural category. `m²` is `square-meter`. */
  readonly units: Readonly<Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>>;
  /** Words of fractions by value: `1/2`, `3/4`. */
  readonly fractions: Readonly<Record<string, string>>;
  /** Pattern for a whole number `#` with a fraction `%`: `three and two thirds`. */
  readonly wholeAndFraction: string;
  /** Pattern for a whole number `#` and a half. */
  readonly andHalf?: string;
  /** Marks of ordinal numbers after the digits, as a pattern. */
  readonly ordinalMarks?: string;
  /** Words by abbreviation, which is written with its full stop if it has one. A sentence does not end at that full stop. */
  readonly abbreviations: Readonly<Record<string, string>>;
  /** Abbreviations that may also end a sentence: `etc.` */
  readonly acronyms: AcronymWords;
  /** Roman numerals, which are read only beside these words, given as patterns. */
  readonly romans?: RomanWords;
  /** Rules that are tried before all others. */
  readonly first?: readonly Rule[];
  /** Rules for years with a word of their own, which are tried after dates. */
  readonly years?: readonly Rule[];
  /** Rules that are tried before plain numbers. */
  readonly last?: readonly Rule[];
}

export interface AcronymWords {
  /** Words in capitals that are read as words although they look like acronyms: `NASA`, or `NOT` for emphasis. */
  readonly words?: string;
  /** Acronyms that are spelled although they have vowels: `USA`. */
  readonly spelled: string;
  /** The text that spells these letters. */
  readonly spell: (letters: string) => string;
  /** Text after a spelled plural: `CEOs`. */
  readonly plural?: string;
  /** Shorter words in capitals are spelled; with 0, only those without a vowel. */
  readonly shortest: number;
}

export interface RomanWords {
  /** Nouns that a cardinal follows: `chapter IV`. */
  readonly cardinalAfter?: string;
  /** Names that an ordinal follows: `Louis XIV`. */
  readonly ordinalAfter?: string;
  /** Nouns that an ordinal precedes: `XX century`. */
  readonly ordinalBefore?: string;
  /** Speaks an ordinal, given the word before it (undefined after a name) and the noun that follows, or the name. */
  readonly speakOrdinal?: (value: string, before: string | undefined, noun: string) => string;
}
