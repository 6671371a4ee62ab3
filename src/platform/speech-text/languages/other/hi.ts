import { toCardinal, toOrdinal } from 'n2words/hi-IN';
import { cardinals } from '../../cardinals.ts';
import type { LanguageWords } from '../../language.ts';
import { rule } from '../../reading.ts';
import { forms } from '../../forms.ts';
import { defineLanguage, formsOf } from '../define.ts';

const cardinal = cardinals((digits) => toCardinal(digits), { minus: 'माइनस', point: 'दशमलव' });
const MONTHS = 'जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर'.split(' ');

/** A year: `1863` अठारह सौ तिरसठ. */
function year(written: string): string {
  const [century, rest] = [written.slice(0, 2), Number(written.slice(2))];
  if (Number(century) < 11 || Number(century) > 19) return cardinal(written);
  return `${cardinal(century)} सौ${rest === 0 ? '' : ` ${cardinal(String(rest))}`}`;
}

/** Hindi. */
export const hindi: LanguageWords = defineLanguage({
  locale: 'hi',
  numbers: { cardinal, ordinal: (value) => toOrdinal(value), decimalMark: '.', groupMarks: ', ' },
  symbols: {
    and: 'और',
    at: 'ऐट',
    dot: 'डॉट',
    slash: 'स्लैश',
    dash: 'डैश',
    underscore: 'अंडरस्कोर',
    plus: 'जमा',
    minus: 'माइनस',
    times: 'गुणा',
    dividedBy: 'भाग',
    equals: 'बराबर',
    less: 'से कम',
    greater: 'से ज़्यादा',
    about: 'लगभग',
    number: 'नंबर',
    hashtag: 'हैशटैग',
    to: 'से',
    against: 'बनाम',
    squared: 'का वर्ग',
    cubed: 'का घन',
    power: '# की घात %',
    over: 'बटा',
    per: 'प्रति',
    section: 'धारा',
  },
  money: {
    symbols: { '¥': 'JPY', 'रु.': 'INR', 'Rs.': 'INR', Rs: 'INR' },
    names: { INR: forms('रुपया|रुपये'), USD: forms('डॉलर'), EUR: forms('यूरो'), GBP: forms('पाउंड'), JPY: forms('येन') },
    cents: { INR: forms('पैसा|पैसे'), USD: forms('सेंट'), EUR: forms('सेंट') },
    join: (before, { named }) => `${before} ${named}`,
    scales: { हज़ार: 'हज़ार', लाख: 'लाख', करोड़: 'करोड़', अरब: 'अरब', मिलियन: 'मिलियन' },
  },
  dates: {
    order: 'dmy',
    speak: ({ day, month, year: written }) =>
      [day === undefined ? '' : cardinal(String(day)), MONTHS[month - 1], written && year(written)].filter(Boolean).join(' '),
    year,
    yearAfter: 'सन्|सन|वर्ष|साल',
    otherMonths: { फरवरी: 2, सितम्बर: 9, अक्तूबर: 10, नवम्बर: 11, दिसम्बर: 12 },
  },
  times: {
    marks: 'बजे',
    speak: ({ hour, minute, second, mark }) => {
      const past = minute === 0 ? ' बजे' : ` बजकर ${cardinal(String(minute))} मिनट`;
      return `${cardinal(String(hour))}${past}${second === undefined ? '' : ` ${cardinal(String(second))} सेकंड`}${mark !== '' && minute > 0 ? ' पर' : ''}`;
    },
  },
  units: formsOf({
    percent: 'प्रतिशत',
    permille: 'प्रति हज़ार',
    milligram: 'मिलीग्राम',
    tonne: 'टन',
    'square-meter': 'वर्ग मीटर',
    'square-kilometer': 'वर्ग किलोमीटर',
    'cubic-meter': 'घन मीटर',
    watt: 'वाट',
    kilowatt: 'किलोवाट',
    'kilowatt-hour': 'किलोवाट घंटा|किलोवाट घंटे',
    volt: 'वोल्ट',
    hertz: 'हर्ट्ज़',
    gigahertz: 'गीगाहर्ट्ज़',
    decibel: 'डेसिबल',
    kilocalorie: 'किलोकैलोरी',
  }),
  fractions: { '1/2': 'आधा', '1/3': 'एक तिहाई', '2/3': 'दो तिहाई', '1/4': 'एक चौथाई', '3/4': 'तीन चौथाई', '1/5': 'एक बटा पाँच' },
  wholeAndFraction: '# और %',
  ordinalMarks: 'वां|वाँ|वीं|वें|ला|रा|था|ठा',
  abbreviations: {
    'डॉ.': 'डॉक्टर',
    'प्रो.': 'प्रोफ़ेसर',
    'श्री.': 'श्री',
    'सं.': 'संख्या',
    'पृ.': 'पृष्ठ',
    'ई.पू.': 'ईसा पूर्व',
    'ई.': 'ईसवी',
    'कि.मी.': 'किलोमीटर',
    'कि.ग्रा.': 'किलोग्राम',
    'मि.': 'मिनट',
    'से.': 'सेकंड',
    'उदा.': 'उदाहरण',
    'आदि.': 'आदि',
    'दि.': 'दिनांक',
    'फ़ो.': 'फ़ोन',
  },
  first: [
    rule(/(?<!\p{N})(?<number>\d{1,4})वीं(?![\p{L}\p{M}])/gu, ({ groups }) =>
      toOrdinal(groups['number'] ?? '').replace(/(?:वाँ|ला|रा|था|ठा)$/u, 'वीं'),
    ),
    rule(/(?<!\p{N})(?<number>\d{1,4})वें(?![\p{L}\p{M}])/gu, ({ groups }) => toOrdinal(groups['number'] ?? '').replace(/वाँ$/u, 'वें')),
    rule(/(?<=\d\s?)(?:कि\.?\s?मी\.)/gu, () => 'किलोमीटर'),
    rule(/(?<=\d\s?)(?:कि\.?\s?ग्रा\.)/gu, () => 'किलोग्राम'),
  ],
  romans: { cardinalAfter: 'अध्याय|भाग|विश्वयुद्ध|एलिज़ाबेथ|लुई' },
});
