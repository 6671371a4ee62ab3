import { open } from 'node:fs/promises';
import { Failure } from '../../../kernel/failure.ts';
import { readFileBoxes } from '../../../platform/files/mp4-boxes.ts';
import type { FfmpegInput, Media, MediaCall } from '../../../platform/media/media.ts';
import { readAudioDecoding, readPictureDecoding, runDecoding } from '../film/joined/decoding.ts';
import { SOUND } from '../film/encoder.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import { readMp4Layout } from '../film/mp4.ts';
import type { ExpectedMedia, Making } from './recipe.ts';
import type { PlannedFile } from './rendition-files.ts';

interface CheckedFile {
  readonly path: string;
  readonly planned: PlannedFile;
  readonly expected: ExpectedMedia;
}

/** Opens a finished file and decodes all of it. The names of the checks begin with the ending of the file: `webm.frames`. */
export async function checkFile(
  { media, workDir, signal, threads, timeline }: Pick<Making, 'media' | 'workDir' | 'signal' | 'threads' | 'timeline'>,
  { path, planned, expected }: CheckedFile,
): Promise<FilmCheck[]> {
  const named = (checks: readonly FilmCheck[]): FilmCheck[] =>
    checks.map((check) => ({ ...check, name: `${planned.ending}.${check.name}` }));
  const call = { workDir, signal };
  const input = { path, format: expected.format };
  const probe = await media.probe(input, call);
  const shown = probe.streams.filter(({ kind }) => kind === 'video' || kind === 'audio');
  const decoding = await decode(media, call, { input, kinds: shown.map(({ kind }) => kind), threads, filmMs: timeline.durationMs });
  const video = shown.find(({ kind }) => kind === 'video');
  const checks: FilmCheck[] = [exactly('streams', expected.streams, shown.map(({ kind, codec }) => `${kind} ${codec}`).join(', '))];
  if (planned.width !== undefined)
    checks.push(exactly('size', `${planned.width}x${planned.height}`, `${video?.width ?? 0}x${video?.height ?? 0}`));
  checks.push(exactly('decodingErrors', '0', String(decoding.errors)));
  if (expected.frames !== undefined) checks.push(exactly('frames', String(expected.frames), String(decoding.frames)));
  // The head of a file of sound states a length of its own, whatever follows.
  if (expected.durationMs !== undefined) checks.push(durationCheck(expected, video ? probe.durationMs : (decoding.decodedMs ?? 0)));
  if (expected.hasSound) checks.push(loudnessCheck(decoding.loudness.integrated));
  if (expected.gop !== undefined) checks.push(...(await layoutChecks(path, expected.gop, timeline.frames)));
  return named(checks);
}

const exactly = (name: string, expected: string, measured: string): FilmCheck => ({ name, expected, measured, ok: expected === measured });

/** Decodes everything, and measures the loudness. */
export async function decode(
  media: Media,
  call: MediaCall,
  {
    input,
    kinds,
    threads,
    filmMs,
  }: { readonly input: FfmpegInput; readonly kinds: readonly string[]; readonly threads: number; readonly filmMs: number },
) {
  const hasSound = kinds.includes('audio');
  const found = await runDecoding(
    media,
    {
      inputs: [input],
      ...(hasSound && { filterGraph: '[0:a:0]ebur128=framelog=verbose[sound]' }),
      outputOptions: [
        ...(kinds.includes('video') ? ['-map', '0:v:0'] : []),
        ...(hasSound ? ['-map', '[sound]'] : []),
        ...['-fps_mode', 'passthrough', '-f', 'null'],
      ],
      output: '-',
      threads,
      timeoutMs: 600_000 + 4 * filmMs,
    },
    call,
  );
  return { ...readAudioDecoding(found, filmMs), ...readPictureDecoding(found, filmMs), decodedMs: decodedMs(found.log) };
}

/** Milliseconds that were decoded, by ffmpeg's last line; undefined for pictures, whose frames are counted. */
function decodedMs(log: string): number | undefined {
  const [, hours, minutes, seconds] = [...log.matchAll(/time=(\d+):(\d+):(\d+\.\d+)/g)].at(-1) ?? [];
  return seconds === undefined ? undefined : (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
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

/** As the film itself, whose loudness may be further off without being lost, and a little more: encoders change it. */
export const loudnessCheck = (integrated: number): FilmCheck => ({
  ...{ name: 'loudness', unit: 'LUFS', expected: `${SOUND.loudness} ± ${TOLERANCE}`, measured: integrated.toFixed(1) },
  ok: Math.abs(integrated - SOUND.loudness) <= TOLERANCE,
});

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
