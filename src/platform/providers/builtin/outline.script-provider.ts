import { Failure } from '../../../kernel/failure.ts';
import type { RewriteRequest, RewriteResult, ScriptProvider, ScriptRequest, ScriptResult, ScriptScene } from '../script.provider.ts';
import { columnsOf, headingOf, shortened } from './headings.ts';
import { cutIntoScenes, speakingSeconds } from './scene-cuts.ts';
import type { SceneCut } from './scene-cuts.ts';
import { baseLanguage } from '../../catalogue/languages.ts';
import { spokenText } from '../../speech-text/spoken-text.ts';
import { isInstruction } from '../../text/instructions.ts';
import { proseOf } from '../../text/markdown.ts';
import type { Paragraph } from '../../text/markdown.ts';
import { isSpeakable } from '../../text/plain-text.ts';
import { sentences } from '../../text/sentences.ts';

/** Maximum columns of a title. */
const MAX_TITLE = 80;
/** Minimum columns of a clause that is the title instead of its sentence. */
const MIN_CLAUSE = 16;
/** Number of scenes below which a prompt is too short for a film. */
const MIN_SCENES = 3;
const MAX_SCENES = 5;

/** Texts that the built-in outline adds to a prompt that is too short. */
interface Wording {
  readonly about: string;
  readonly honest: string;
}
const ENGLISH: Wording = {
  about: 'About this film',
  honest:
    'This is the built-in outline: it only reads out your prompt. Give a script, or connect a script provider, to make a real film of it.',
};
const WORDING: Readonly<Record<string, Wording>> = {
  en: ENGLISH,
  de: {
    about: 'Über diesen Film',
    honest:
      'Dies ist die eingebaute Gliederung: Sie liest nur Ihre Vorgabe vor. Ein richtiger Film entsteht mit einem Skript oder einem angeschlossenen Anbieter.',
  },
  zh: { about: '关于本片', honest: '这是内置的提纲，只朗读您的提示。请提供脚本，或连接脚本服务，来制作真正的影片。' },
};

/**
 * The script provider without a key. It is not an AI and writes nothing of its own: it cuts a script into scenes verbatim, and reads out a
 * prompt sentence by sentence, as far as a target length allows. The same request gives the same scenes.
 */
export class OutlineScriptProvider implements ScriptProvider {
  readonly id = 'builtin';
  readonly revision = 'outline-4';

  /**
   * Cuts the request into scenes. @throws Failure NOTHING_TO_SPEAK when neither prompt nor script has a word, CANNOT_WRITE for a prompt
   * without a script that asks for a text
   */
  async write(request: ScriptRequest): Promise<ScriptResult> {
    return outline(request);
  }

  async rewrite({ narration }: RewriteRequest): Promise<RewriteResult> {
    return { narration };
  }

  headings(narrations: readonly string[], language: string): readonly string[] {
    return headingsOf(narrations, language);
  }
}

function outline(request: ScriptRequest): ScriptResult {
  const { language } = request;
  const [prompt, script, title] = [request.prompt, request.script, request.title].map(ifSpeakable);
  const source = script ?? prompt;
  if (source === undefined) throw nothingToSpeak();
  if (script === undefined && isInstruction(source, language)) throw cannotWrite();
  const { paragraphs, leftOut } = proseOf(source);
  if (paragraphs.length === 0) throw nothingToSpeak();
  const cuts =
    script === undefined ? trimmed(readOut(paragraphs, language), language, request.targetDurationMs) : cutIntoScenes(paragraphs, language);
  return { title: title ?? titleOf(prompt ?? source, language), scenes: withHeadings(cuts, language), leftOut };
}

const ifSpeakable = (text: string | undefined): string | undefined => (text !== undefined && isSpeakable(text) ? text.trim() : undefined);

const allSentences = (paragraphs: readonly Paragraph[], language: string): string[] =>
  paragraphs.flatMap(({ text }) => sentences(text, language));

/** The first sentence without its full stop; question marks stay. Of a long sentence, its first clause. */
function titleOf(text: string, language: string): string {
  const sentence = (allSentences(proseOf(text).paragraphs, language)[0] ?? '').replace(/[\s.。…:：,，;；]+$/u, '');
  // Chinese characters take two columns.
  const limit = Math.floor((MAX_TITLE * sentence.length) / Math.max(1, columnsOf(sentence)));
  if (sentence.length <= limit) return sentence;
  // Rather a whole clause than as many words as fit.
  const [clause] =
    new RegExp(
      `^.{${Math.round((MIN_CLAUSE * limit) / MAX_TITLE)},${limit - 1}}?(?=[,;:，；：](?:\\s|(?<=[，；：]))|\\s[–—]\\s|—)`,
      'u',
    ).exec(sentence) ?? [];
  return clause === undefined ? shortened(sentence, language, limit) : `${clause.trim()}…`;
}

/**
 * The scenes of a prompt. A short one gets one scene per sentence, the first being the title, and an explanation where that is too little.
 * A long prompt is cut like a script.
 */
function readOut(paragraphs: readonly Paragraph[], language: string): SceneCut[] {
  const all = allSentences(paragraphs, language);
  if (all.length > MAX_SCENES) return cutIntoScenes(paragraphs, language);
  const scenes = all.flatMap((text) => cutIntoScenes([{ text, startsScene: true }], language));
  return scenes.length < MIN_SCENES ? [...scenes, { narration: wording(language).honest, endsParagraph: false }] : scenes;
}

/** The first scenes that can be spoken in this time; at least one. */
function trimmed(cuts: readonly SceneCut[], language: string, targetMs = Number.POSITIVE_INFINITY): readonly SceneCut[] {
  let ms = 0;
  const tooLong = cuts.findIndex(({ narration }) => (ms += speakingSeconds(spokenText(narration, language).spoken) * 1_000) > targetMs);
  return tooLong < 0 ? cuts : cuts.slice(0, Math.max(1, tooLong));
}

const wording = (language: string): Wording => WORDING[baseLanguage(language)] ?? ENGLISH;

function withHeadings(cuts: readonly SceneCut[], language: string): ScriptScene[] {
  const headings = headingsOf(
    cuts.map(({ narration }) => narration),
    language,
  );
  return cuts.map(({ narration, endsParagraph }, index) => ({
    narration,
    heading: headings[index] ?? '',
    ...(endsParagraph && { endsParagraph }),
  }));
}

function headingsOf(narrations: readonly string[], language: string): string[] {
  const { about, honest } = wording(language);
  return narrations.map((narration) =>
    narration === honest ? about : isSpeakable(narration) ? (headingOf(narration, language)?.text ?? '') : '',
  );
}

const cannotWrite = (): Failure =>
  new Failure('CANNOT_WRITE', 'The prompt is an instruction, and the built-in script provider cannot write.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Give the words to speak as script. To have scripts written, ask the operator to set up a script provider (docs/providers.md).',
  });

const nothingToSpeak = (): Failure =>
  new Failure('NOTHING_TO_SPEAK', 'Neither the prompt nor the script has words that can be spoken.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Write at least one word; emoji and punctuation alone have no sound.',
  });
