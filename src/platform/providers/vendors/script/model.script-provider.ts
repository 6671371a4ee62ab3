import type { z } from 'zod';
import { spokenText } from '../../../speech-text/spoken-text.ts';
import { proseOf } from '../../../text/markdown.ts';
import { isSpeakable } from '../../../text/plain-text.ts';
import { headingOf, shortened } from '../../builtin/headings.ts';
import { OutlineScriptProvider } from '../../builtin/outline.script-provider.ts';
import { cutIntoScenes, speakingSeconds } from '../../builtin/scene-cuts.ts';
import type { ProviderCall } from '../../provider.ts';
import type { RewriteRequest, RewriteResult, ScriptProvider, ScriptRequest, ScriptResult, ScriptScene } from '../../script.provider.ts';
import { garbage } from '../vendor-failures.ts';
import { jsonIn } from './json-text.ts';
import { rewriteQuestion, scriptQuestion, writtenNarration, writtenScript } from './questions.ts';
import type { Question } from './questions.ts';

/** A model that writes scripts. Each call is one attempt. */
export interface ScriptWriter {
  /** Name of the provider in the catalogue. */
  readonly id: string;
  /** Name of the provider for people. */
  readonly vendor: string;
  readonly model: string;
  /** The text of the answer, which should be JSON. @throws Failure for a refusal and for an incomplete answer */
  ask(question: Question, call: ProviderCall): Promise<string>;
}

const MAX_NARRATION = 600;
const MAX_TITLE = 80;
const MAX_HEADING = 42;
/** Factor by which a model may exceed the requested length before scenes are left out. */
const GRACE = 1.25;

/** Scripts by a model. A script that people give is spoken as it is, without a call. */
export class ModelScriptProvider implements ScriptProvider {
  readonly id: string;
  readonly revision: string;
  readonly #writer: ScriptWriter;
  readonly #outline = new OutlineScriptProvider();

  constructor(writer: ScriptWriter) {
    this.#writer = writer;
    this.id = writer.id;
    this.revision = `${writer.model}/1`;
  }

  async write(request: ScriptRequest, call: ProviderCall): Promise<ScriptResult> {
    if (request.script !== undefined) return this.#outline.write(request);
    const { title, scenes } = await this.#ask(scriptQuestion(request), writtenScript, call);
    const { language } = request;
    const cleaned = withinTime(
      scenes.flatMap(({ narration, heading }) => cleanScenes(narration, heading, language)),
      request,
    );
    if (cleaned.length === 0) throw garbage(this.#writer.vendor, 'a script without words that can be spoken');
    const given = request.title !== undefined && isSpeakable(request.title) ? request.title.trim() : undefined;
    return { title: given ?? (shortened(plain(title), language, MAX_TITLE) || (cleaned[0]?.heading ?? '')), scenes: cleaned };
  }

  async rewrite(request: RewriteRequest, call: ProviderCall): Promise<RewriteResult> {
    const { narration } = await this.#ask(rewriteQuestion(request), writtenNarration, call);
    const [first] = cutIntoScenes([{ text: plain(narration), startsScene: true }], request.language);
    const whole = plain(narration);
    const spoken = whole.length <= MAX_NARRATION ? whole : (first?.narration ?? '');
    if (!isSpeakable(spoken)) throw garbage(this.#writer.vendor, 'a narration without words that can be spoken');
    return { narration: spoken };
  }

  headings(narrations: readonly string[], language: string): readonly string[] {
    return this.#outline.headings(narrations, language);
  }

  /** Asks a question and, if the answer is invalid, once more with the description of the fault. */
  async #ask<Shape extends z.ZodType>(question: Question, shape: Shape, call: ProviderCall): Promise<z.infer<Shape>> {
    const first = shape.safeParse(jsonIn(await this.#writer.ask(question, call)));
    if (first.success) return first.data;
    const [issue] = first.error.issues;
    const repair = `Your last answer did not fit the JSON Schema (${issue?.path.join('.') || 'no JSON object'}: ${issue?.message}). Answer again, with the JSON object alone.`;
    const second = shape.safeParse(
      jsonIn(await this.#writer.ask({ ...question, key: `${question.key}-repair`, user: `${question.user}\n\n${repair}` }, call)),
    );
    if (second.success) return second.data;
    throw garbage(this.#writer.vendor, 'not the JSON that was asked for, twice');
  }
}

/** A text without Markdown, HTML and URLs, in one line: models write these although they are asked not to. */
const plain = (text: string): string =>
  proseOf(text)
    .paragraphs.map((paragraph) => paragraph.text)
    .join(' ')
    .replaceAll(/<[^<>]{1,200}>|https?:\/\/\S+|\[[^\]]{0,40}\]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

function cleanScenes(narration: string, heading: string, language: string): ScriptScene[] {
  const text = plain(narration);
  if (!isSpeakable(text)) return [];
  const parts = text.length <= MAX_NARRATION ? [text] : cutIntoScenes([{ text, startsScene: true }], language).map((cut) => cut.narration);
  return parts.map((part, index) => {
    const own = index === 0 && isSpeakable(heading) ? shortened(plain(heading), language, MAX_HEADING) : '';
    return { narration: part, heading: own || (headingOf(part, language)?.text ?? '') };
  });
}

/** The first scenes that can be spoken in the time, at least one: a model that was asked for ten seconds may write forty scenes. */
function withinTime(scenes: readonly ScriptScene[], { language, targetDurationMs }: ScriptRequest): readonly ScriptScene[] {
  if (targetDurationMs === undefined) return scenes;
  let ms = 0;
  const over = scenes.findIndex(
    ({ narration }) => (ms += speakingSeconds(spokenText(narration, language).spoken) * 1_000) > targetDurationMs * GRACE,
  );
  return over < 0 ? scenes : scenes.slice(0, Math.max(1, over));
}
