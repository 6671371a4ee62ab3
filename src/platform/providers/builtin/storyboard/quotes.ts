import type { ContentOf } from '../../../media/card-content.ts';
import { columnsOf, withoutFullStop } from '../headings.ts';

const QUOTED = /[“„"«「『](?<words>[^“”„"«»「」『』]{8,200})[”“"»」』]/u;
const MAX_COLUMNS = 110;
const MIN_WORDS = 3;

/** A person's name: one to four capitalized words, with particles between them. */
const NAME = String.raw`(?<name>\p{Lu}(?:[\p{L}'’-]+|\.)(?:\s(?:(?:von|van|de|da|der|la|del|di)\s)?\p{Lu}(?:[\p{L}'’-]+|\.)){0,3})`;
const SAYS = `(?:said|says|wrote|writes|asked|asks|replied|explained|declared|sagte|sagt|schrieb|fragte|meinte|erklärte|rief|dit|écrit|demanda|dijo|escribió|disse|scrisse|schreef|zei)`;
const AFTER = new RegExp(`^[,.]?\\s*(?:${SAYS}\\s${NAME})`, 'u');
const AFTER_TURNED = new RegExp(`^[,.]?\\s*${NAME}\\s${SAYS}(?!\\p{L})`, 'u');
const AFTER_DASH = new RegExp(`^\\s*[—–―-]\\s*${NAME}(?=[.,\\s]*$)`, 'u');
const BEFORE = new RegExp(`${NAME}\\s(?:once\\s|einmal\\s)?${SAYS}\\s?[:,]?\\s*$`, 'u');
const BEFORE_TURNED = new RegExp(`${SAYS}\\s${NAME}\\s?[:,]\\s*$`, 'u');
const CHINESE_BEFORE = /(?:^|[，。！？])(?<name>[\p{Script=Han}·]{2,8}?)(?:曾经?)?(?:说|問|问|写道|表示|回答|喊)[道过]?[：:，,]?\s*$/u;
const CHINESE_AFTER = /^\s*(?:——|—|–)\s*(?<name>[\p{Script=Han}·]{2,8})(?=[。，\s]*$)/u;
const PRONOUN = /^(?:He|She|It|They|We|I|You|The|Er|Sie|Es|Wir|Ich|Der|Die|Das|Il|Elle|他|她|我|它|他们|我们)$/u;
const FOLLOWING = 60;

/** Words in quotation marks, with the name of their speaker if it is written beside them. */
export function quoteIn(narration: string, language: string): ContentOf<'quote'> | undefined {
  const found = QUOTED.exec(narration);
  const words = found?.groups?.['words'];
  if (!found || words === undefined) return undefined;
  const text = withoutFullStop(words.trim()).replace(/[,，]$/u, '');
  const count = Array.from(new Intl.Segmenter(language, { granularity: 'word' }).segment(text)).filter(
    ({ isWordLike }) => isWordLike,
  ).length;
  if (columnsOf(text) > MAX_COLUMNS || count < MIN_WORDS) return undefined;
  const [before, after] = [narration.slice(0, found.index), narration.slice(found.index + found[0].length).slice(0, FOLLOWING)];
  const match =
    AFTER.exec(after) ??
    AFTER_DASH.exec(after) ??
    CHINESE_AFTER.exec(after) ??
    AFTER_TURNED.exec(after) ??
    CHINESE_BEFORE.exec(before) ??
    BEFORE.exec(before) ??
    BEFORE_TURNED.exec(before);
  const speaker = match?.groups?.['name'];
  // A title or a single word in quotation marks is emphasis and not speech, unless somebody says it or it fills the sentence.
  const isSpeech = match !== null || /[.!?。！？]["”“»」』]?$/u.test(words) || found[0].length > narration.length * 0.6;
  if (!isSpeech) return undefined;
  return {
    kind: 'quote',
    text,
    at: found.index + 1 + (words.length - words.trimStart().length),
    ...(speaker !== undefined && !PRONOUN.test(speaker) && { speaker }),
  };
}
