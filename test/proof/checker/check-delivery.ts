import { readFile } from 'node:fs/promises';
import { boxAt, boxesIn } from './boxes.ts';
import type { Fault } from './check-film.ts';
import { decodePicture, decodeSound, type Size } from './decode.ts';
import { integratedLoudness, SAMPLE_RATE } from './loudness.ts';
import { tracksIn } from './track.ts';

/** A film in another form. */
export interface Delivery {
  /** Where its picture and its sound are; missing in forms that have none. */
  readonly picture?: string;
  readonly sound?: string;
}

export interface PlannedDelivery {
  readonly size: Size;
  readonly fps: number;
  readonly frames: number;
  readonly isSilent: boolean;
}

const TARGET = -14;
/** Another codec encodes it once more. */
const TOLERANCE = 1;
/** Milliseconds by which a codec may be longer: it works in blocks. */
const LONGER_MS = 80;

/** What is wrong with the frames, the length and the loudness of a delivery. */
export async function deliveryFaults(ffmpeg: string, { picture, sound }: Delivery, planned: PlannedDelivery): Promise<Fault[]> {
  const faults: Fault[] = [];
  if (picture) {
    const { frames, complaints } = await decodePicture(ffmpeg, picture, planned.size);
    if (frames.length !== planned.frames) faults.push({ check: 'frames', found: `${frames.length} instead of ${planned.frames}` });
    if (complaints !== '') faults.push({ check: 'decoding', found: complaints.slice(0, 200) });
  }
  if (sound) {
    const heard = await decodeSound(ffmpeg, sound, 2, ['-ac', '2', '-ar', String(SAMPLE_RATE)]);
    const [ms, plannedMs] = [(heard.sound.samples.length * 1_000) / 2 / SAMPLE_RATE, (planned.frames * 1_000) / planned.fps];
    const loudness = integratedLoudness(heard.sound);
    const isLoud = planned.isSilent ? loudness === -Infinity : Math.abs(loudness - TARGET) <= TOLERANCE;
    if (ms < plannedMs - 1 || ms > plannedMs + LONGER_MS)
      faults.push({ check: 'lengths', found: `sound of ${ms.toFixed(0)} ms, film of ${plannedMs} ms` });
    if (!isLoud) faults.push({ check: 'loudness', found: `${loudness.toFixed(1)} LUFS` });
    if (heard.complaints !== '') faults.push({ check: 'decoding', found: heard.complaints.slice(0, 200) });
  }
  return faults;
}

/** What YouTube asks for beside this: no edit lists, a key frame at least every half second, the index in front. */
export async function youtubeFaults(path: string, fps: number): Promise<Fault[]> {
  const file = await readFile(path);
  const boxes = boxesIn(file);
  const names = boxes.map(({ name }) => name);
  const movie = boxes.find(({ name }) => name === 'moov') ?? { start: 0, end: 0 };
  const hasEdits = boxesIn(file, movie.start, movie.end).some((track) => track.name === 'trak' && boxAt(file, track, 'edts', 'elst'));
  const keys = tracksIn(file)
    .find(({ kind }) => kind === 'video')
    ?.samples.flatMap(({ isSync }, index) => (isSync ? [index] : []));
  const far = keys?.find((key, index) => index > 0 && key - (keys[index - 1] ?? 0) > Math.ceil(fps / 2));
  return [
    ...(hasEdits ? [{ check: 'editLists', found: 'there is one' }] : []),
    ...(far !== undefined || !keys?.length ? [{ check: 'keyFrames', found: `none in the half second before frame ${far}` }] : []),
    ...(names.indexOf('moov') > names.indexOf('mdat') ? [{ check: 'index', found: names.join(' ') }] : []),
  ];
}
