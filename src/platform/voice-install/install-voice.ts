import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { wavHeader } from '../audio/wav-header.ts';
import { BUILTIN_VOICES } from '../catalogue/voices/builtin.ts';
import { DESCRIPTION_FILE, SAMPLE_FILE, VOICE_NAME, readInstalledVoices, voiceDescription } from '../catalogue/voices/installed.ts';
import type { InstalledVoice, VoiceDescription } from '../catalogue/voices/installed.ts';
import { assertChecksum, sha256Of } from './checksum.ts';
import type { FoundModel } from './find-model.ts';
import { convertPiper } from './piper-model.ts';
import { sampleText } from './samples.ts';
import { VoiceTrouble } from './voice-trouble.ts';

/** Runs models. A voice that cannot speak by it is not installed. */
export interface VoiceSpeaker {
  speak(
    voice: InstalledVoice,
    texts: readonly string[],
    call: { readonly signal: AbortSignal; readonly onPhrase: (done: number) => void },
  ): Promise<readonly { readonly samples: Int16Array; readonly sampleRate: number }[]>;
  /** Writes the data by which engines pronounce text to a folder. */
  copyPronunciation(folder: string, signal: AbortSignal): Promise<void>;
}

/** Properties of a new voice that are known or wanted, besides its model. */
export interface NewVoice {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  readonly language?: string | undefined;
  readonly speaker?: number | undefined;
  readonly licence?: string | null | undefined;
  readonly source: string;
  /** SHA-256 of the model; another model is refused. */
  readonly sha256?: string | undefined;
}

/** Prefix of folders that are not complete yet. A killed process leaves them behind. */
const UNFINISHED = '.adding-';

export const newFolder = async (voicesDir: string): Promise<string> => {
  await mkdir(voicesDir, { recursive: true });
  return mkdtemp(join(voicesDir, UNFINISHED));
};

/** Hours after which leftovers of an interrupted command are removed. */
const ABANDONED_HOURS = 24;

/** Removes the leftovers of killed commands: folders, and downloads that nobody resumed. */
export async function removeLeftovers(voicesDir: string, now = Date.now()): Promise<void> {
  for (const folder of [voicesDir, join(voicesDir, '.downloads')]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const isOurs = folder === voicesDir ? name.startsWith(UNFINISHED) || name.startsWith(REMOVED) : /\.part(\.tag)?$/.test(name);
      const path = join(folder, name);
      const age =
        now -
        (await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => now,
        ));
      if (isOurs && age > ABANDONED_HOURS * 3_600_000) await rm(path, { recursive: true, force: true });
    }
  }
}

/**
 * Installs a model as a voice: copies it to a folder, has it speak its sample, and only then gives the folder its name. A failure leaves
 * nothing behind. @throws VoiceTrouble, or the failure of the engine
 */
export async function installVoice(
  voicesDir: string,
  found: FoundModel,
  wish: NewVoice,
  { speaker, signal, onStage }: { speaker: VoiceSpeaker; signal: AbortSignal; onStage: (stage: string) => void },
): Promise<InstalledVoice> {
  const name = await freeName(voicesDir, wish.name ?? nameOf(found));
  const folder = await newFolder(voicesDir);
  try {
    const sha256 = await sha256Of(found.model, signal);
    assertChecksum(sha256, wish.sha256, `The model ${basename(found.model)}`);
    const description = described(found, wish, { name, sha256 });
    onStage('copying the model');
    await copyModel(folder, found, speaker, signal);
    await writeFile(join(folder, DESCRIPTION_FILE), `${JSON.stringify(description, null, 2)}\n`);
    onStage('speaking the sample');
    const voice: InstalledVoice = {
      ...{ name, folder, provider: 'installed', title: description.title, description: '', sha256 },
      ...{ language: description.language as InstalledVoice['language'], engine: description.engine, speaker: description.speaker },
    };
    await writeFile(join(folder, SAMPLE_FILE), await spokenSample(voice, speaker, signal));
    signal.throwIfAborted();
    // The API and workers may run as other users, who must be able to read it.
    await chmod(folder, 0o755);
    await rename(folder, join(voicesDir, name));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const installed = readInstalledVoices(voicesDir).find((voice) => voice.name === name);
  if (!installed) throw new Error('the voice was installed and is not listed');
  return installed;
}

async function freeName(voicesDir: string, name: string): Promise<string> {
  if (!VOICE_NAME.test(name))
    throw new VoiceTrouble(
      `“${name.slice(0, 60)}” cannot be the name of a voice: 2 to 48 of a-z, 0-9 and -, not beginning with -. Choose one with --name.`,
    );
  if (BUILTIN_VOICES.some((voice) => voice.name === name))
    throw new VoiceTrouble(`${name} is a voice of the program. Choose another name with --name.`);
  const exists = await stat(join(voicesDir, name)).then(
    () => true,
    () => false,
  );
  if (exists) throw new VoiceTrouble(`The voice ${name} is installed already. Remove it first: npm run voices -- remove ${name}`);
  return name;
}

/** The name of a voice by its file: `en-us-joe` for `en_US-joe-medium.onnx`. */
const nameOf = ({ model, title, language = '' }: FoundModel): string =>
  [language, title ?? basename(model, '.onnx')]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

function described(found: FoundModel, wish: NewVoice, { name, sha256 }: { name: string; sha256: string }): VoiceDescription {
  const language = wish.language ?? found.language;
  if (language === undefined)
    throw new VoiceTrouble('The model does not say which language it speaks. Give it with --language, for example en-US.');
  const { data, error } = voiceDescription.safeParse({
    version: 1,
    title: wish.title ?? found.title ?? name,
    language,
    engine: found.engine,
    speaker: wish.speaker ?? 0,
    licence: wish.licence ?? found.licence ?? null,
    source: wish.source.slice(0, 500),
    sha256,
  });
  if (error) throw new VoiceTrouble(`The voice cannot be described: ${z.prettifyError(error)}`);
  return data;
}

async function copyModel(folder: string, { model, beside, piper }: FoundModel, speaker: VoiceSpeaker, signal: AbortSignal): Promise<void> {
  await cp(model, join(folder, 'model.onnx'));
  // Links are resolved, because a voice must not depend on files elsewhere.
  for (const [name, path] of Object.entries(beside)) await cp(path, join(folder, name), { recursive: true, dereference: true });
  if (!piper) return;
  await convertPiper(folder, piper);
  await speaker.copyPronunciation(join(folder, 'espeak-ng-data'), signal);
}

/** Minimum peak of a sample; full scale is 32,767. Silence and a quiet hum are not speech. */
const QUIETEST_PEAK = 1_000;
const SHORTEST_SECONDS = 0.5;

async function spokenSample(voice: InstalledVoice, speaker: VoiceSpeaker, signal: AbortSignal): Promise<Buffer> {
  const [sound] = await speaker.speak(voice, [sampleText(voice.language)], { signal, onPhrase: () => undefined });
  const { samples = new Int16Array(), sampleRate = 1 } = sound ?? {};
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  if (peak < QUIETEST_PEAK || samples.length / sampleRate < SHORTEST_SECONDS)
    throw new VoiceTrouble('The model made no speech, and was not installed.');
  return Buffer.concat([wavHeader(samples.length, sampleRate), Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

const REMOVED = '.removed-';

/** Removes a voice: at once from lists, then its files. @throws VoiceTrouble when it is not installed */
export async function removeVoice(voicesDir: string, name: string): Promise<void> {
  const isThere = VOICE_NAME.test(name) && readInstalledVoices(voicesDir).some((voice) => voice.name === name);
  if (!isThere) throw new VoiceTrouble(`No voice ${name.slice(0, 60)} is installed. npm run voices -- list shows those that are.`);
  const doomed = join(voicesDir, `${REMOVED}${process.pid}-${Date.now()}`);
  await rename(join(voicesDir, name), doomed);
  await rm(doomed, { recursive: true, force: true });
}
