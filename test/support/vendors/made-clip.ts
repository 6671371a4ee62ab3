import { execFileSync } from 'node:child_process';
import { ffmpegs } from '../ffmpegs.ts';

const made = new Map<string, Buffer>();

/** A film of moving bars as a vendor delivers it: H.264 in MP4, with a tone where it has sound. */
export function madeClip({
  width,
  height,
  seconds,
  hasSound = false,
}: {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly hasSound?: boolean;
}): Buffer {
  const name = `${width}x${height} ${seconds} ${hasSound}`;
  const kept = made.get(name);
  if (kept) return kept;
  const [tool] = ffmpegs;
  if (!tool) throw new Error('no ffmpeg to test with');
  const picture = ['-f', 'lavfi', '-i', `testsrc=s=${width}x${height}:r=24:d=${seconds}`];
  const sound = hasSound ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`, '-c:a', 'aac'] : [];
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  // Fragments need no seeking, so that the file can be written to a pipe.
  const output = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4', '-'];
  const bytes = execFileSync(tool.ffmpegPath, ['-v', 'error', ...picture, ...sound, ...coded, ...output], { maxBuffer: 64 * 1024 ** 2 });
  made.set(name, bytes);
  return bytes;
}

/** A picture of somebody, as a JPEG. */
export function madePortrait(): Buffer {
  const kept = made.get('portrait');
  if (kept) return kept;
  const [tool] = ffmpegs;
  if (!tool) throw new Error('no ffmpeg to test with');
  const bytes = execFileSync(tool.ffmpegPath, [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc=s=512x512:d=1',
    '-frames:v',
    '1',
    '-f',
    'mjpeg',
    '-',
  ]);
  made.set('portrait', bytes);
  return bytes;
}
