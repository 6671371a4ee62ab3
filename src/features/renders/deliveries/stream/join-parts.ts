import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Media, MediaCall } from '../../../../platform/media/media.ts';
import { blocksOf } from './early-sound.ts';
import type { StreamSegment } from './segments.ts';
import { boundsOf, writeSound } from './stream-part.ts';
import { StreamJoiner } from './transport-stream.ts';

interface JoinRequest extends MediaCall {
  readonly media: Media;
  readonly fps: number;
  /** The finished film. */
  readonly film: string;
  /** Files of the parts' pictures with their segments, in the order of scenes. */
  readonly parts: readonly { readonly path: string; readonly segments: readonly StreamSegment[] }[];
}

/** Joins the pictures of all parts, and cuts the sound of the film at the same places. Players that have loaded parts go on with it. */
export async function joinParts({ media, fps, film, parts, workDir, signal }: JoinRequest) {
  const video = join(workDir, 'stream.ts');
  const joined = await joinVideo(video, parts, signal);
  const blocks = await filmBlocks(media, film, { workDir, signal });
  const bounds = boundsOf(
    0,
    joined.map(({ frames }) => frames),
    fps,
  );
  // The last segment has all that is left of the sound.
  const sound = await writeSound(join(workDir, 'stream.aac'), blocks, [...bounds.slice(0, -1), blocks.length]);
  const segments = joined.map((segment, index): StreamSegment => Object.assign({}, segment, sound.segments[index]));
  return { video, sound: sound.path, segments };
}

/** Returns the segments with their places in the joined file. */
async function joinVideo(path: string, parts: JoinRequest['parts'], signal: AbortSignal): Promise<readonly StreamSegment[]> {
  const output = await open(path, 'w');
  const segments: StreamSegment[] = [];
  try {
    const joiner = new StreamJoiner(output);
    for (const part of parts) {
      const at = await joiner.append(part.path, signal);
      for (const segment of part.segments) segments.push({ ...segment, video: { ...segment.video, at: segment.video.at + at } });
    }
    return segments;
  } finally {
    await output.close();
  }
}

/** The AAC frames of the film, as they are in its file. */
async function filmBlocks(media: Media, film: string, call: MediaCall): Promise<readonly Buffer[]> {
  const output = join(call.workDir, 'film.aac');
  await media.run(
    {
      inputs: [{ path: film, format: 'mov', options: ['-ignore_editlist', '1'] }],
      outputOptions: ['-map', '0:a:0', '-c:a', 'copy', '-f', 'adts'],
      output,
      threads: 1,
      timeoutMs: 600_000,
    },
    call,
  );
  return blocksOf(await readFile(output));
}
