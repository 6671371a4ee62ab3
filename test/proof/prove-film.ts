import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../support/client.ts';
import { download, finished, generate, sha256, type Job, type Output } from '../support/films.ts';
import { checkFilm } from './checker/check-film.ts';
import type { Fault, Verdict } from './checker/check-film.ts';
import type { Planned } from './checker/evidence.ts';
import { readVtt } from './checker/vtt.ts';
import type { ProofFilm } from './films.ts';
import { requestShown } from './request-shown.ts';
import { isReadable, sumOf } from './reading.ts';
import type { Legibility, Shown, TextReader } from './reading.ts';

export interface Proof extends Verdict {
  readonly film: ProofFilm;
  /** How well titles and captions are read; undefined where nobody reads the language. */
  readonly legibility?: Readonly<Record<Shown['kind'], Legibility>> | undefined;
  readonly durationMs: number;
  readonly scenes: number;
}

export interface ProofTools {
  readonly person: Person;
  /** Of a language for which `isReadable`. */
  readonly readerOf: (language: string) => Promise<TextReader>;
  /** Only decodes. */
  readonly ffmpeg: string;
  readonly folder: string;
  /** Keeps the files in `folder`. */
  readonly keep?: boolean;
}

/** At 360 lines. */
export const SIZES = { LANDSCAPE_16_9: [640, 360], PORTRAIT_9_16: [360, 640], SQUARE_1_1: [360, 360], PORTRAIT_4_5: [360, 450] } as const;
const MOVES = { NONE: 'NOTHING', GENTLE: 'WORDS', KEN_BURNS: 'ZOOM' } as const;
/** A caption that is fast is reported by the product itself, and no reason not to deliver a film. */
const TOLERATED = new Set(['readingSpeed']);

/** Has a film made like any client, and judges what comes. */
export async function proveFilm(tools: ProofTools, film: ProofFilm): Promise<Proof> {
  const { person, ffmpeg, folder, keep = false } = tools;
  const { text } = film;
  const job = await finished(person, await requested(tools, film));
  const scenes = job.steps.find(({ name }) => name === 'SEGMENT')?.total ?? 0;
  const { video, captions, thumbnail, outputs } = job;
  const poster = outputs.find((output) => output.kind === 'IMAGE' && output.id !== thumbnail?.id);
  const nothing = { film, scenes, durationMs: 0, frames: 0, loudness: Number.NaN, truePeak: Number.NaN };
  if (job.status !== 'COMPLETED' || !video || !captions || !thumbnail || !poster)
    return {
      ...nothing,
      faults: [{ check: 'made', found: `${job.status} ${job.failure?.code ?? ''} ${job.failure?.message ?? ''}`.trim() }],
    };
  const files = await Promise.all([video, captions, thumbnail, poster].map(fetched));
  const [bytes, vtt, small, large] = files.map((file) => file.bytes);
  const path = join(folder, `${film.number}.mp4`);
  await writeFile(path, bytes!);
  if (keep) await writeFile(join(folder, `${film.number}.vtt`), vtt!);
  const delivered = { film: path, captions: vtt!.toString('utf8'), poster: large!, thumbnail: small! };
  const verdict = await checkFilm(ffmpeg, delivered, plannedOf(film, { scenes, durationMs: video.durationMs ?? 0 }));
  const legibility =
    isReadable(text.language) && !text.sources
      ? await readFilm(tools, film, { path, title: job.title, captions: delivered.captions })
      : undefined;
  if (!keep) await rm(path);
  const faults = [...files.flatMap((file) => file.faults), ...ownFaults(job), ...verdict.faults];
  return { ...verdict, film, scenes, durationMs: video.durationMs ?? 0, faults, legibility };
}

const requested = (tools: ProofTools, film: ProofFilm): Promise<string> => {
  const { text, options } = film;
  if (text.sources) return requestShown(tools, film, text.sources);
  const { script, language, title } = text;
  return generate(tools.person, { script, language, ...(title !== undefined && { title }), ...voiceOf(film), ...options });
};

/** When a film shows only its title. */
const TITLE_MS = 600;
/** Letters of titles that are read: longer ones become so small in a film of 360 lines that they are shown to be seen, not read. */
const MOST_LETTERS = 60;
/** Captions that are read of a film. */
const MOST_CAPTIONS = 4;

/** Share of a caption's time after which all of its words were spoken, and are shown by a card that reveals them. */
const SPOKEN = 0.9;
/** Words are not equally long, so each is looked for more than once where one is shown at a time. */
const MOMENTS_A_WORD = 2;

/** Reads the title at the beginning, and captions. */
async function readFilm(
  { ffmpeg, readerOf }: ProofTools,
  { text, options }: ProofFilm,
  { path, title, captions }: { readonly path: string; readonly title: string; readonly captions: string },
): Promise<Proof['legibility']> {
  const [width, height] = SIZES[options.aspectRatio];
  const cues = options.captionStyle === 'none' ? [] : readVtt(captions).slice(0, MOST_CAPTIONS);
  const reader = await readerOf(text.language);
  const read = async (shown: readonly Shown[]): Promise<Legibility> => {
    const found: Legibility[] = [];
    for (const one of shown) found.push(await reader.read(ffmpeg, path, { width, height }, one));
    return sumOf(found);
  };
  const isWordByWord = options.captionStyle === 'one-word';
  const momentsOf = (words: number): readonly number[] =>
    isWordByWord ? Array.from({ length: MOMENTS_A_WORD * words }, (_, index) => (index + 0.5) / (MOMENTS_A_WORD * words)) : [SPOKEN];
  return {
    title: await read(title.length > MOST_LETTERS ? [] : [{ kind: 'title', text: title, atMs: [TITLE_MS] }]),
    caption: await read(
      cues.map(({ lines, startMs, endMs }): Shown => {
        const text = lines.join(' ');
        const atMs = momentsOf(text.split(/\s+/u).length).map((share) => startMs + share * (endMs - startMs));
        return { kind: 'caption', text, atMs };
      }),
    ),
  };
}

const voiceOf = ({ text }: ProofFilm): object => (text.isSpoken ? {} : { voice: 'NONE' });

function plannedOf({ text, options }: ProofFilm, made: Pick<Planned, 'scenes' | 'durationMs'>): Planned {
  const [width, height] = SIZES[options.aspectRatio];
  return {
    ...{ width, height, fps: options.fps, language: text.language, words: text.words, isSpoken: text.isSpoken },
    hasMusic: options.musicMood !== 'none',
    moves: text.sources ? 'ANYHOW' : MOVES[options.motion],
    isCut: options.transition === 'cut',
    ...made,
  };
}

/** A file, which must be the one that was announced. */
export async function fetched(
  output: Pick<Output, 'fileName' | 'byteSize' | 'sha256' | 'downloadUrl'>,
): Promise<{ bytes: Buffer; faults: readonly Fault[] }> {
  const bytes = await download(output);
  const isSame = bytes.length === output.byteSize && sha256(bytes) === output.sha256;
  return { bytes, faults: isSame ? [] : [{ check: 'announced', found: `${output.fileName} has other bytes than announced` }] };
}

/** Checks of the product itself that failed. */
export const ownFaults = ({ checks }: Job): Fault[] =>
  checks
    .filter(({ ok, name }) => !ok && !TOLERATED.has(name))
    .map(({ name, expected, measured }) => ({ check: 'Job.checks', found: `${name}: ${measured} instead of ${expected}` }));
