import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gql } from '../../support/client.ts';
import { finished, type Job } from '../../support/films.ts';
import { checkFilm, type Fault } from '../checker/check-film.ts';
import { signalFaults } from '../checker/signals.ts';
import { fetched, ownFaults, SIZES, type ProofTools } from '../prove-film.ts';
import type { Judged } from '../results.ts';
import type { ComposedFilm } from './composed-film.ts';
import { renditionFaults, type Delivered } from './prove-renditions.ts';
import { requestComposed } from './request-composed.ts';

export interface ComposedProof extends Judged {
  readonly film: ComposedFilm;
}

const RENDITIONS = `query ($id: ID!) { job(id: $id) { streamUrl renditions { kind format language url
  asset { id fileName byteSize sha256 durationMs downloadUrl } } } }`;

/** Has a film made like any client, and judges each of its files. */
export async function proveComposed(tools: ProofTools, film: ComposedFilm): Promise<ComposedProof> {
  const requested = requestComposed(tools, film);
  if (film.fails !== undefined) return refused(film, await requested.then(() => 'accepted', String));
  const job = await finished(tools.person, await requested);
  const scenes = job.steps.find(({ name }) => name === 'SEGMENT')?.total ?? 0;
  const nothing = { film, scenes, durationMs: 0, loudness: Number.NaN, truePeak: Number.NaN };
  if (job.status !== 'COMPLETED')
    return { ...nothing, faults: [{ check: 'made', found: `${job.status} ${job.failure?.code ?? ''} ${job.failure?.message ?? ''}` }] };
  const delivered = (await gql<{ job: Delivered }>(tools.person, RENDITIONS, { id: job.id })).job;
  const faults: Fault[] = [...ownFaults(job)];
  let proof: ComposedProof = { ...nothing, faults };
  for (const [format, shape] of (film.formats ?? [film.shape]).entries()) {
    const judged = await proveFormat(tools, film, { job, delivered, format, shape });
    faults.push(...judged.faults.map(({ check, found }) => ({ check, found: format === 0 ? found : `${shape}: ${found}` })));
    if (format === 0) proof = { ...judged, faults };
  }
  return proof;
}

function refused(film: ComposedFilm, answer: string): ComposedProof {
  const faults = answer.includes(`"type":"${film.fails}"`) ? [] : [{ check: 'refused', found: answer }];
  return { film, scenes: 0, durationMs: 0, loudness: Number.NaN, truePeak: Number.NaN, faults };
}

interface Format {
  readonly job: Job;
  readonly delivered: Delivered;
  readonly format: number;
  readonly shape: ComposedFilm['shape'];
}

async function proveFormat(tools: ProofTools, film: ComposedFilm, { job, delivered, format, shape }: Format): Promise<ComposedProof> {
  const { ffmpeg, folder, keep } = tools;
  const scenes = film.scenes.length;
  const [width, height] = SIZES[shape];
  const of = (kind: string) => delivered.renditions.find((one) => one.kind === kind && one.format === format)?.asset;
  const [video, poster] = [of('MP4'), of('POSTER')];
  const suffix = film.formats ? `-${width}x${height}` : '';
  const captions = job.outputs.find(({ fileName }) => fileName.endsWith(`${suffix}.vtt`)) ?? job.captions;
  const stills = job.outputs.filter(({ kind, id }) => kind === 'IMAGE' && !delivered.renditions.some(({ asset }) => asset?.id === id));
  const thumbnail = stills.find((still) => (still.width ?? 0) > (still.height ?? 0) === width > height);
  if (!video || !poster || !captions || !thumbnail) throw new Error(`a file of format ${format} is missing`);
  const files = await Promise.all([video, captions, thumbnail, poster].map(fetched));
  const [bytes, vtt, small, large] = files.map((file) => file.bytes);
  const path = join(folder, `${film.number}${suffix}.mp4`);
  await writeFile(path, bytes!);
  const durationMs = video.durationMs ?? 0;
  const planned = {
    ...{
      width,
      height,
      fps: film.fps,
      language: 'en',
      words: film.words,
      isSpoken: film.voice !== 'NONE',
      hasMusic: false,
      durationMs,
      scenes,
    },
    ...{ hasOwnSound: !film.isSilent, moves: 'ANYHOW' as const, isCut: film.transition === 'cut' },
  };
  const verdict = await checkFilm(ffmpeg, { film: path, captions: vtt!.toString('utf8'), poster: large!, thumbnail: small! }, planned);
  const size = { width, height };
  const expected = { size, fps: film.fps, frames: verdict.frames, isSilent: film.isSilent ?? false };
  const faults: Fault[] = [
    ...files.flatMap((file) => file.faults),
    ...verdict.faults,
    ...(film.durationMs === undefined || Math.abs(film.durationMs - durationMs) <= SLACK_MS
      ? []
      : [{ check: 'planned', found: `${durationMs} ms instead of ${film.durationMs}` }]),
    ...(await signalFaults(ffmpeg, { picture: path, sound: path }, { ...film.signals, fps: film.fps, size })),
    ...(await renditionFaults(tools, film, { delivered, format, expected, captions: vtt!.toString('utf8') })),
  ];
  if (!keep) await rm(path);
  return { film, scenes, durationMs, loudness: verdict.loudness, truePeak: verdict.truePeak, faults };
}

/** Of a length that recordings decide: their silence is found in steps. */
const SLACK_MS = 60;
