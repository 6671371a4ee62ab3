import { open } from 'node:fs/promises';
import { Failure } from '../../../kernel/failure.ts';
import { readFileBoxes } from '../../../platform/files/mp4-boxes.ts';
import type { ProbeStream } from '../../../platform/media/media.ts';
import { SOUND } from '../film/encoder.ts';
import { blackCheck, silenceCheck } from '../film/checks/film-check.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import { readMp4Layout } from '../film/mp4.ts';
import { loudnessChecks } from '../film/sound/loudness-checks.ts';
import { soundOffsetCheck } from '../film/sound/sound-offset-check.ts';
import { decode, offsetsToFilm } from './decode-rendition.ts';
import type { ExpectedMedia, Making } from './recipe.ts';
import type { FinishedFilm, PlannedFile } from './rendition-files.ts';

interface CheckedFile {
  readonly path: string;
  readonly planned: PlannedFile;
  readonly expected: ExpectedMedia;
}

/** Opens a finished file and decodes all of it. The names of the checks begin with the ending of the file: `webm.frames`. */
export async function checkFile(
  { media, workDir, signal, threads, film, spec, timeline, voices, isSoft }: Omit<Making, 'report' | 'fileName'>,
  { path, planned, expected }: CheckedFile,
): Promise<FilmCheck[]> {
  const named = (checks: readonly FilmCheck[]): FilmCheck[] =>
    checks.map((check) => ({ ...check, name: `${planned.ending}.${check.name}` }));
  const call = { workDir, signal };
  const input = { path, format: expected.format };
  const probe = await media.probe(input, call);
  const shown = probe.streams.filter(({ kind }) => kind === 'video' || kind === 'audio');
  const { overshoot } = expected;
  const isEncodedAgain = overshoot !== undefined;
  const kinds = shown.map(({ kind }) => kind);
  const decoding = await decode(media, call, { input, kinds, threads, filmMs: timeline.durationMs, findsBlack: isEncodedAgain });
  const video = shown.find(({ kind }) => kind === 'video');
  const finished = { spec, timeline, voices, isSoft };
  const checks: FilmCheck[] = [exactly('streams', expected.streams, shown.map(({ kind, codec }) => `${kind} ${codec}`).join(', '))];
  if (planned.width !== undefined)
    checks.push(exactly('size', `${planned.width}x${planned.height}`, `${video?.width ?? 0}x${video?.height ?? 0}`));
  checks.push(exactly('decodingErrors', '0', String(decoding.errors)));
  if (expected.frames !== undefined) checks.push(exactly('frames', String(expected.frames), String(decoding.frames)));
  // The head of a file of sound states a length of its own, whatever follows.
  if (expected.durationMs !== undefined) checks.push(durationCheck(expected, video ? probe.durationMs : (decoding.decodedMs ?? 0)));
  if (video && isEncodedAgain) checks.push(colorCheck(video), ...blackCheck({ ...finished, decoding }));
  if (kinds.includes('audio')) {
    checks.push(...renditionLoudness({ ...finished, decoding }, overshoot));
    if (isEncodedAgain) checks.push(...silenceCheck({ ...finished, decoding }));
    const pictureMs = video?.startMs === undefined ? 0 : video.startMs - probe.startMs;
    checks.push(...soundOffsetCheck({ timeline, offsets: await offsetsToFilm(media, call, { ...finished, film }, pictureMs) }));
  }
  if (expected.gop !== undefined) checks.push(...(await layoutChecks(path, expected.gop, timeline.frames)));
  return named(checks);
}

const exactly = (name: string, expected: string, measured: string): FilmCheck => ({ name, expected, measured, ok: expected === measured });

function colorCheck({ color: { primaries, transfer, matrix, range } }: ProbeStream): FilmCheck {
  return exactly('color', 'bt709 bt709 bt709 tv', [primaries, transfer, matrix, range].map((tag) => tag ?? '?').join(' '));
}

function durationCheck({ durationMs = 0, toleranceMs = 0 }: ExpectedMedia, measuredMs: number): FilmCheck {
  return {
    ...{ name: 'duration', unit: 'ms', expected: durationMs.toFixed(0), measured: measuredMs.toFixed(0) },
    ok: Math.abs(measuredMs - durationMs) <= toleranceMs,
  };
}

/** Loudness units that another encoder may add to the deviation of the film. */
const ENCODER_SLACK = 0.3;
const TOLERANCE = Number((SOUND.unacceptable + ENCODER_SLACK).toFixed(1));

type HeardRendition = Parameters<typeof loudnessChecks>[0] & Pick<FinishedFilm, 'isSoft'>;

/** As the film itself, whose loudness may be further off without being lost, and a little more: encoders change it. */
export const renditionLoudness = ({ isSoft, ...heard }: HeardRendition, overshoot = 0): FilmCheck[] =>
  loudnessChecks(heard, { tolerance: TOLERANCE, maxPeak: SOUND.truePeak + overshoot }).filter(({ name }) => !isSoft || name !== 'loudness');

const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** Checks of an MP4 for YouTube: near key frames, the index in front, no edit lists. */
async function layoutChecks(path: string, gop: number, frames: number): Promise<FilmCheck[]> {
  const { keyFrames, boxes } = await readMp4Layout(path);
  const widest = Math.max(...keyFrames.map((frame, index) => (keyFrames[index + 1] ?? frames) - frame));
  return [
    { name: 'keyFrames', unit: 'frames', expected: `<= ${gop}`, measured: String(widest), ok: widest <= gop },
    exactly('indexInFront', 'true', String(boxes.indexOf('moov') < boxes.indexOf('mdat'))),
    exactly('editLists', 'none', (await hasEditList(path)) ? 'some' : 'none'),
  ];
}

async function hasEditList(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    for await (const { at, box } of readFileBoxes(file, size)) {
      if (box?.name !== 'moov') continue;
      const index = Buffer.alloc(Math.min(box.bytes, MAX_INDEX_BYTES));
      await file.read(index, 0, index.length, at);
      return index.includes('elst', 0, 'latin1');
    }
    return false;
  } finally {
    await file.close();
  }
}

/** @throws Failure RENDITION_NOT_AS_PLANNED when a check failed */
export function assertAsPlanned(checks: readonly FilmCheck[]): void {
  const broken = checks.filter(({ ok }) => !ok);
  if (broken.length === 0) return;
  const list = broken.map(({ name, expected, measured }) => `${name} is ${measured} instead of ${expected}`).join('; ');
  throw new Failure('RENDITION_NOT_AS_PLANNED', `A rendition differs from its plan: ${list}.`, {
    category: 'INTERNAL',
    retryable: false,
    hint: 'This is an error of the installation, not of your input. Report the job id to the operator, or request the film without this rendition.',
  });
}
