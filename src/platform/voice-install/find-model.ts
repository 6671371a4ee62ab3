import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { VoiceDescription } from '../catalogue/voices/installed.ts';
import { VOICE_LIMITS, VoiceTrouble } from './voice-trouble.ts';

/** A recognised model, with the properties that its files state. */
export interface FoundModel {
  readonly engine: VoiceDescription['engine'];
  /** Path of the ONNX file. */
  readonly model: string;
  /** Further files and folders to copy, by their name in the folder of the voice. */
  readonly beside: Readonly<Record<string, string>>;
  /** The description of a Piper voice as it is published; sherpa-onnx needs it converted. */
  readonly piper?: PiperConfig;
  readonly language?: string;
  readonly title?: string;
  readonly licence?: string;
}

/** The fields of a Piper voice's `.onnx.json` that are used. */
export const piperConfig = z.object({
  audio: z.object({ sample_rate: z.int().positive() }),
  espeak: z.object({ voice: z.string().regex(/^[\w+-]+$/) }),
  phoneme_id_map: z.record(z.string(), z.array(z.int().nonnegative()).min(1)),
  num_speakers: z.int().positive().default(1),
  language: z.object({ code: z.string(), name_english: z.string().optional() }).optional(),
  dataset: z.string().optional(),
});
export type PiperConfig = z.infer<typeof piperConfig>;

/** The only voice model in a folder, at any depth. @throws VoiceTrouble for none, and for several */
export async function findModel(folder: string): Promise<FoundModel> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > VOICE_LIMITS.files) throw new VoiceTrouble(`The folder has more than ${VOICE_LIMITS.files} files.`);
  const files = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  const found: FoundModel[] = [];
  for (const model of [...files].filter((path) => path.endsWith('.onnx')).toSorted()) {
    const recognised = await recognise(model, files);
    if (recognised) found.push(recognised);
  }
  const [first, ...others] = found;
  if (!first) throw new VoiceTrouble(NONE);
  if (others.length > 0)
    throw new VoiceTrouble(
      `There are several models: ${found.map(({ model }) => basename(model)).join(', ')}. Give the path of one with --from.`,
    );
  return first;
}

const NONE =
  'No voice model was recognised. A Piper voice has NAME.onnx and NAME.onnx.json, or model.onnx, tokens.txt and espeak-ng-data; a Kokoro voice has model.onnx, voices.bin, tokens.txt and espeak-ng-data.';

/** The kind of an ONNX file, by the files beside it; undefined for a model that is not a voice. */
export async function recognise(model: string, files: ReadonlySet<string>): Promise<FoundModel | undefined> {
  const folder = dirname(model);
  const at = (name: string): string => join(folder, name);
  const has = (name: string): boolean => files.has(at(name));
  const config = `${model}.json`;
  if (files.has(config)) return piperOf(model, config, files);
  if (has('vocab.json') && /^(hibari|model)\.onnx$/.test(basename(model)))
    return { engine: 'hibari', model, beside: { 'vocab.json': at('vocab.json') }, language: 'en-US' };
  if (!has('tokens.txt') || !has('espeak-ng-data/phontab')) return undefined;
  const beside = { 'tokens.txt': at('tokens.txt'), 'espeak-ng-data': at('espeak-ng-data') };
  if (!has('voices.bin')) return { engine: 'piper', model, beside };
  const lexicons = [...files].filter((path) => dirname(path) === folder && /^lexicon.*\.txt$/.test(basename(path)));
  return {
    engine: 'kokoro',
    model,
    beside: { ...beside, 'voices.bin': at('voices.bin'), ...Object.fromEntries(lexicons.map((path) => [basename(path), path])) },
  };
}

async function piperOf(model: string, config: string, files: ReadonlySet<string>): Promise<FoundModel> {
  const { success, data } = piperConfig.safeParse(parsed(await readFile(config, 'utf8')));
  if (!success) throw new VoiceTrouble(`${basename(config)} is not the description of a Piper voice.`);
  const card = join(dirname(model), 'MODEL_CARD');
  const licence = files.has(card) ? /^\s*\*?\s*Licen[cs]e:\s*(.+)$/im.exec(await readFile(card, 'utf8'))?.[1]?.trim() : undefined;
  return {
    engine: 'piper',
    model,
    beside: {},
    piper: data,
    ...(data.language && { language: data.language.code.replace('_', '-') }),
    ...(data.dataset && { title: data.dataset }),
    ...(licence && { licence: licence.slice(0, 200) }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
