import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isSpoken } from '../languages.ts';
import type { Voice } from './voice.ts';

/** Rule for names of voices, which are names of folders and what clients send. */
export const VOICE_NAME = /^[a-z0-9][a-z0-9-]{1,47}$/;

/** The description of a voice, stored as `voice.json` beside its model. */
export const voiceDescription = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1).max(100),
  language: z.string().refine(isSpoken, 'Films are not spoken in this language.'),
  /** The engine that runs the model: onnxruntime for `hibari`, sherpa-onnx for the others. */
  engine: z.enum(['hibari', 'piper', 'kokoro']),
  /** Index of the speaker, for a model with several. */
  speaker: z.int().nonnegative().default(0),
  licence: z.string().min(1).max(200).nullable(),
  /** Where the model came from. */
  source: z.string().max(500),
  /** SHA-256 of the model as it was added. It is part of the key of clips, because another model makes other clips. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type VoiceDescription = z.infer<typeof voiceDescription>;

/** A voice with a folder of its own. */
export interface InstalledVoice extends Voice, Pick<VoiceDescription, 'engine' | 'speaker' | 'sha256'> {
  readonly provider: 'installed';
  readonly folder: string;
}

export const DESCRIPTION_FILE = 'voice.json';
/** File of a sentence that the voice spoke when it was added. */
export const SAMPLE_FILE = 'sample.wav';

/** Path at which the API serves the sample. */
export const samplePath = (name: string): string => `/voices/${name}/sample.wav`;

/** The voices in a folder by name. A folder without a valid description is not a voice. */
export function readInstalledVoices(voicesDir: string): InstalledVoice[] {
  return foldersIn(voicesDir).flatMap((name) => {
    const folder = join(voicesDir, name);
    const description = descriptionIn(folder);
    return description ? [voiceOf(name, folder, description)] : [];
  });
}

/** Names of folders that look like voices and have no valid description. */
export const unreadableVoices = (voicesDir: string): string[] =>
  foldersIn(voicesDir).filter((name) => descriptionIn(join(voicesDir, name)) === undefined);

const ENGINES = { hibari: 'hibari', piper: 'Piper', kokoro: 'Kokoro' } as const;

const voiceOf = (
  name: string,
  folder: string,
  { title, language, engine, speaker, licence, sha256 }: VoiceDescription,
): InstalledVoice => ({
  name,
  title,
  description: `Natural voice (${ENGINES[engine]}); spoken on this server.`,
  language: language as Voice['language'],
  provider: 'installed',
  ...(licence !== null && { licence }),
  engine,
  speaker,
  sha256,
  folder,
});

function foldersIn(voicesDir: string): string[] {
  try {
    return readdirSync(voicesDir)
      .filter((name) => VOICE_NAME.test(name))
      .toSorted();
  } catch {
    return [];
  }
}

function descriptionIn(folder: string): VoiceDescription | undefined {
  try {
    const { success, data } = voiceDescription.safeParse(JSON.parse(readFileSync(join(folder, DESCRIPTION_FILE), 'utf8')));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Time of the last change of the folder: adding or removing a voice renames a folder in it. */
export function changedAt(voicesDir: string): number {
  try {
    return statSync(voicesDir).mtimeMs;
  } catch {
    return 0;
  }
}
