import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FfmpegInput, Media, MediaCall, Probe } from '../../../media/media.ts';
import { garbage } from '../vendor-failures.ts';
import { undecodable } from './undecodable.ts';

const LIMITS = { cpuSeconds: 600, memoryBytes: 2 * 1024 ** 3 } as const;
const TIMEOUT_MS = 600_000;
const MAX_PIXELS = 4_096 * 2_304;
const MAX_STREAMS = 4;
const MAX_FPS = 60;
const DECODERS = ['h264', 'hevc', 'vp8', 'vp9', 'libvpx', 'libvpx-vp9', 'av1', 'libdav1d', 'libaom-av1', 'aac', 'mp3', 'mp3float', 'opus'];
/** Encoders round the length of a clip to frames and to packets of sound. */
const TOLERANCE_MS = 250;
/** A clip that is shorter than this share of the request is not what was asked for. */
const MIN_SHARE = 0.5;

/** What a vendor's clip must become. */
export interface ClipTarget {
  /** Pixels; missing for the size of the vendor's clip. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Frames per second; missing for the rate of the vendor's clip. */
  readonly fps?: number | undefined;
  /** Milliseconds that were requested; a longer clip is cut. */
  readonly durationMs: number;
  readonly hasSound: boolean;
}

export interface FittedClip {
  /** Path of an H.264 MP4 below `workDir`. */
  readonly path: string;
  readonly durationMs: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

/** ffmpeg's demuxer, by the first bytes. The vendor's media type is ignored. */
function demuxerOf(bytes: Buffer): string | undefined {
  if (bytes.toString('latin1', 4, 8) === 'ftyp') return 'mov';
  return bytes.readUInt32BE(0) === 0x1a_45_df_a3 ? 'matroska' : undefined;
}

/**
 * Makes an MP4 of a vendor's clip that covers the frame and is cut to it. Only pictures and sound of the file are kept (ComfyUI stores its
 * workflow in the file). @throws Failure GARBAGE for bytes that are no clip, have no picture, lack the sound or are far too short
 */
export async function fitClip(media: Media, vendor: string, bytes: Buffer, target: ClipTarget, call: MediaCall): Promise<FittedClip> {
  const format = bytes.length > 16 ? demuxerOf(bytes) : undefined;
  if (!format) throw garbage(vendor, 'no clip in a known format');
  const { workDir, signal } = call;
  const [made, path] = [join(workDir, 'made-clip'), join(workDir, 'fitted.mp4')];
  await writeFile(made, bytes, { signal });
  const input: FfmpegInput = { path: made, format, guard: { decoders: DECODERS, maxPixels: MAX_PIXELS, maxStreams: MAX_STREAMS } };
  const bounded = { workDir, signal, limits: LIMITS };
  const probe = await media.probe(input, bounded).catch(undecodable(vendor, 'a clip'));
  const { fps, width, height } = checked(vendor, probe, target);
  const size = target.size ?? { width: even(width), height: even(height) };
  const scaled = `${size.width}:${size.height}`;
  await media
    .run(
      {
        inputs: [input],
        filterGraph: `[0:V:0]scale=${scaled}:force_original_aspect_ratio=increase:flags=lanczos,crop=${scaled},setsar=1,fps=${fps},format=yuv420p[clip]`,
        outputOptions: [
          ['-map', '[clip]', ...(target.hasSound ? ['-map', '0:a:0', '-c:a', 'aac', '-b:a', '128k', '-ar', '48000'] : ['-an'])],
          ['-map_metadata', '-1', '-bitexact', '-t', ((target.durationMs + (target.hasSound ? TOLERANCE_MS : 0)) / 1_000).toFixed(3)],
          ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', '-f', 'mp4'],
        ].flat(),
        output: path,
        threads: 2,
        timeoutMs: TIMEOUT_MS,
      },
      bounded,
    )
    .catch(undecodable(vendor, 'a clip'));
  const fitted = await media.probe({ path, format: 'mov' }, { workDir, signal, countPackets: true });
  const frames = pictureOf(fitted)?.frames ?? 0;
  if (frames === 0) throw garbage(vendor, 'a clip without frames');
  return { path, frames, durationMs: Math.round((frames * 1_000) / fps), ...size };
}

const pictureOf = ({ streams }: Probe) => streams.find(({ kind, isPicture }) => kind === 'video' && !isPicture);
const even = (pixels: number): number => Math.max(2, 2 * Math.round(pixels / 2));

function checked(vendor: string, probe: Probe, { durationMs, fps, hasSound }: ClipTarget) {
  const picture = pictureOf(probe);
  if (!picture?.width || !picture.height) throw garbage(vendor, 'a clip without a picture');
  if (hasSound && !probe.streams.some(({ kind }) => kind === 'audio')) throw garbage(vendor, 'a clip without sound');
  const lastsMs = probe.durationMs || (picture.durationMs ?? 0);
  if (lastsMs > 0 && lastsMs < durationMs * MIN_SHARE)
    throw garbage(vendor, `a clip of ${Math.round(lastsMs)} instead of ${durationMs} milliseconds`);
  const own = picture.fps && Number.isFinite(picture.fps) ? picture.fps : 24;
  return { fps: fps ?? Math.min(MAX_FPS, Math.max(1, Math.round(own * 1_000) / 1_000)), width: picture.width, height: picture.height };
}
