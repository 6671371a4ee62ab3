import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { settleAll } from '../../../../kernel/settle-all.ts';
import type { Media, MediaCall } from '../../../../platform/media/media.ts';
import { quotedInList } from '../../film/assemble.ts';
import type { FilmSpec, SceneVoice } from '../../film/film-spec.ts';
import { SAMPLE_RATE, clipPlansOf, leadSamples, openingClip, sceneFrames } from '../../film/timeline.ts';
import { timestampTag } from './adts.ts';
import { earlySound } from './early-sound.ts';
import { SEGMENT_SECONDS, STREAM_START, blockAt, readPlaylist } from './segments.ts';
import type { StreamSegment } from './segments.ts';
import { codecOf } from './transport-stream.ts';

/** A part of the stream, of a scene or of the opening: the frames of its clips, and where voices start that are heard with them. */
export interface StreamPart {
  readonly firstFrame: number;
  /** Frames of its clips, in order. */
  readonly clips: readonly number[];
  /** Samples of the film at which the voices of the scene and of the next one start; undefined without a next scene. */
  readonly voicesAt: readonly [number, number | undefined];
}

/** The scene that a part of the stream shows. The opening is the first part of its film, and the rest of its scene the second one. */
export const sceneOfPart = ({ opening }: Pick<FilmSpec, 'opening'>, part: number): number =>
  opening === undefined ? part : Math.max(0, part - 1);

/** Plans a part. Needs the voices of all scenes up to its own, and, except for the opening, of the next one. */
export function planPart(spec: FilmSpec, number: number, voiceOf: (scene: number) => SceneVoice | undefined): StreamPart {
  const scene = sceneOfPart(spec, number);
  let cut = 0;
  for (let before = 0; before < scene; before += 1) cut += sceneFrames(spec, before, required(voiceOf(before)));
  const own = required(voiceOf(scene));
  const opening = scene === 0 ? openingClip(spec, own) : undefined;
  const isOpening = opening !== undefined && number === 0;
  const after = isOpening ? undefined : voiceOf(scene + 1);
  const clips = isOpening ? [opening] : clipPlansOf(spec, scene, { before: voiceOf(scene - 1), own, after }).slice(opening ? 1 : 0);
  const voiceAt = (frame: number, position: number): number => (frame * SAMPLE_RATE) / spec.fps + leadSamples(spec, position);
  return {
    firstFrame: cut + (clips[0]?.views[0].from ?? 0),
    clips: clips.map(({ frames }) => frames),
    voicesAt: [voiceAt(cut, scene), after && voiceAt(cut + sceneFrames(spec, scene, own), scene + 1)],
  };
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a part of a stream needs the voices before it');
  return value;
}

interface PartRequest extends MediaCall {
  readonly media: Media;
  readonly fps: number;
  readonly part: StreamPart;
  /** Files of the clips and of the voices. */
  readonly clips: readonly string[];
  readonly voices: readonly { readonly path: string; readonly at: number; readonly samples: number }[];
}

/** Files of a part, and its segments in them. */
export interface MadePart {
  readonly video: string;
  readonly sound: string;
  readonly segments: readonly StreamSegment[];
  readonly codec: string;
}

/** Makes the part: its picture as MPEG transport stream without encoding it again, its sound as raw AAC with the voices alone. */
export async function makePart(request: PartRequest): Promise<MadePart> {
  const { workDir, fps, part } = request;
  const total = part.clips.reduce((sum, frames) => sum + frames, 0);
  const [from = 0, to = 0] = boundsOf(part.firstFrame, [total], fps);
  const [video, blocks] = await settleAll([makeVideo(request), earlySound(request, request.voices, { from, to })]);
  const listed = readPlaylist(await readFile(join(workDir, 'part.m3u8'), 'utf8'));
  let done = 0;
  const framesOf = listed.map(({ seconds }, index) => {
    // The last one has the rest: ffmpeg knows its length only by the last packet.
    const frames = index === listed.length - 1 ? total - done : Math.round(seconds * fps);
    done += frames;
    return frames;
  });
  if (framesOf.some((frames) => frames <= 0)) throw new Error('the segments are longer than the scene');
  const bounds = boundsOf(part.firstFrame, framesOf, fps);
  const sound = await writeSound(join(workDir, 'part.aac'), blocks, bounds);
  const segments = listed.map(({ at, length }, index): StreamSegment =>
    Object.assign(
      { frames: framesOf[index] ?? 0, video: { at, length } },
      sound.segments[index] ?? { blocks: 0, sound: { at: 0, length: 0 } },
    ),
  );
  return { video, sound: sound.path, segments, codec: await codecOf(video) };
}

/** The AAC frames with which segments begin, and the end of the last one. */
export function boundsOf(firstFrame: number, frames: readonly number[], fps: number): readonly number[] {
  const starts = [firstFrame];
  for (const count of frames) starts.push((starts.at(-1) ?? 0) + count);
  return starts.map((frame) => blockAt(frame, fps));
}

/** Writes segments of raw AAC, each with its time. `blocks` begin with the first of `bounds`, which are those of the segments. */
export async function writeSound(path: string, blocks: readonly Buffer[], bounds: readonly number[]) {
  const [first = 0] = bounds;
  const content: Buffer[] = [];
  let at = 0;
  const segments = bounds.slice(0, -1).map((from, index) => {
    const part = blocks.slice(from - first, (bounds[index + 1] ?? from) - first);
    // Shorter than an AAC frame: the next segment has its sound.
    const bytes = part.length === 0 ? Buffer.alloc(0) : Buffer.concat([timestampTag(from), ...part]);
    content.push(bytes);
    at += bytes.length;
    return { blocks: part.length, sound: { at: at - bytes.length, length: bytes.length } };
  });
  await writeFile(path, Buffer.concat(content));
  return { path, segments };
}

/** Remuxes the clips. Times are exact: those of clips are rounded to milliseconds in their own files. */
async function makeVideo({ media, workDir, signal, fps, part, clips }: PartRequest): Promise<string> {
  const list = join(workDir, 'part.txt');
  const place = (frame: number): number => Math.round((frame * 1_000_000) / fps);
  let frame = 0;
  const lines = part.clips.flatMap((frames, index) => {
    const from = place(frame);
    frame += frames;
    return [`file ${quotedInList(clips[index] ?? '')}`, `duration ${place(frame) - from}us`];
  });
  await writeFile(list, ['ffconcat version 1.0', ...lines, ''].join('\n'));
  const video = join(workDir, 'part.ts');
  await media.run(
    {
      inputs: [{ path: list, format: 'concat', options: ['-safe', '0'] }],
      outputOptions: [
        ...['-map', '0:v:0', '-c:v', 'copy', '-output_ts_offset', (STREAM_START + part.firstFrame / fps).toFixed(6)],
        ...['-muxdelay', '0', '-muxpreload', '0', '-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_list_size', '0'],
        ...['-hls_segment_type', 'mpegts', '-hls_flags', 'single_file', '-hls_segment_filename', `file:${video}`],
      ],
      output: join(workDir, 'part.m3u8'),
      threads: 1,
      timeoutMs: 600_000,
    },
    { workDir, signal },
  );
  return video;
}
