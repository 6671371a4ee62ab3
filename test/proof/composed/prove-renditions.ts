import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deliveryFaults, youtubeFaults, type Delivery, type PlannedDelivery } from '../checker/check-delivery.ts';
import type { Fault } from '../checker/check-film.ts';
import { readStreams, soundLeadMs } from '../checker/playlist.ts';
import { signalFaults } from '../checker/signals.ts';
import { translationFaults } from '../checker/translations.ts';
import { fetched, type ProofTools } from '../prove-film.ts';
import type { ComposedFilm } from './composed-film.ts';

interface File {
  readonly id: string;
  readonly fileName: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly durationMs: number | null;
  readonly downloadUrl: string;
}

/** What the API says of the files of a finished job. */
export interface Delivered {
  readonly streamUrl: string | null;
  readonly renditions: readonly {
    readonly kind: string;
    readonly format: number;
    readonly language: string | null;
    readonly url: string | null;
    readonly asset: File | null;
  }[];
}

interface Made {
  readonly delivered: Delivered;
  readonly format: number;
  readonly expected: PlannedDelivery;
  /** Of the film itself. */
  readonly captions: string;
}

/** Faults of each rendition that was asked for, in one format. */
export async function renditionFaults(tools: ProofTools, film: ComposedFilm, made: Made): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const kind of film.renditions ?? []) {
    const found = await faultsOf(tools, film, { ...made, kind }).catch((error: unknown) => [{ check: 'readable', found: String(error) }]);
    faults.push(...found.map(({ check, found: what }) => ({ check: `${kind}.${check}`, found: what })));
  }
  return faults;
}

async function faultsOf(tools: ProofTools, film: ComposedFilm, made: Made & { readonly kind: string }): Promise<Fault[]> {
  const { kind, delivered, format } = made;
  const files = delivered.renditions.filter((one) => one.kind === kind && one.format === format);
  if (kind === 'HLS') return streamFaults(tools, film, made);
  if (kind === 'CAPTION_TRANSLATIONS') return captionFaults(film, made, files);
  const [asset] = files.map((file) => file.asset);
  if (!asset) return [{ check: 'made', found: 'there is none' }];
  const { bytes, faults } = await fetched(asset);
  const path = join(tools.folder, `${film.number}-${format}-${asset.fileName.replace(/^.*(?=\.)/, kind)}`);
  await writeFile(path, bytes);
  const delivery = kind === 'AUDIO_MP3' ? { sound: path } : { picture: path, sound: path };
  const found = [
    ...faults,
    ...(await judged(tools, film, { ...made, delivery })),
    ...(kind === 'YOUTUBE' ? await youtubeFaults(path, film.fps) : []),
  ];
  if (!tools.keep) await rm(path);
  return found;
}

async function judged(
  { ffmpeg }: ProofTools,
  { signals }: ComposedFilm,
  { expected, delivery, soundLateMs = 0 }: Made & { readonly delivery: Delivery; readonly soundLateMs?: number },
): Promise<Fault[]> {
  const { size, fps } = expected;
  return [
    ...(await deliveryFaults(ffmpeg, delivery, expected)),
    ...(await signalFaults(ffmpeg, delivery, { ...signals, fps, size, soundLateMs })),
  ];
}

async function streamFaults(tools: ProofTools, film: ComposedFilm, made: Made): Promise<Fault[]> {
  const streams = await readStreams(made.delivered.streamUrl ?? '');
  const [picture, sound] = [join(tools.folder, `${film.number}.ts`), join(tools.folder, `${film.number}.aac`)];
  await writeFile(picture, streams.picture.bytes);
  await writeFile(sound, streams.sound.bytes);
  const seconds = made.expected.frames / film.fps;
  const short = (['picture', 'sound'] as const).filter((what) => Math.abs(streams[what].seconds - seconds) > 0.1);
  const faults = [
    ...short.map((what) => ({ check: 'playlist', found: `${what} of ${streams[what].seconds.toFixed(2)} s instead of ${seconds}` })),
    ...(await judged(tools, film, { ...made, delivery: { picture, sound }, soundLateMs: soundLeadMs(streams) })),
  ];
  if (!tools.keep) for (const file of [picture, sound]) await rm(file);
  return faults;
}

async function captionFaults(film: ComposedFilm, { captions }: Made, files: Delivered['renditions']): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [language, words] of Object.entries(film.translations ?? {})) {
    const own = files.flatMap(({ asset, language: of }) => (asset && of === language ? [asset] : []));
    const [vtt, srt] = ['vtt', 'srt'].map((end) => own.find(({ fileName }) => fileName.endsWith(`-${language}.${end}`)));
    if (!vtt || !srt) return [{ check: 'made', found: `${language}: ${own.map(({ fileName }) => fileName).join(', ') || 'nothing'}` }];
    const [read, other] = await Promise.all([fetched(vtt), fetched(srt)]);
    const found = translationFaults({ vtt: read.bytes.toString('utf8'), srt: other.bytes.toString('utf8'), captions, words });
    faults.push(...[...read.faults, ...other.faults, ...found].map(({ check, found: what }) => ({ check, found: `${language}: ${what}` })));
  }
  return faults;
}
