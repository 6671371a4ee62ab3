import { z } from 'zod';
import type { Probe, ProbeStream } from './media.ts';

const text = z.string().optional();

const probeJson = z.object({
  format: z.object({ format_name: z.string(), start_time: text, duration: text, bit_rate: text }),
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: text,
      profile: text,
      width: z.number().optional(),
      height: z.number().optional(),
      pix_fmt: text,
      r_frame_rate: text,
      avg_frame_rate: text,
      sample_aspect_ratio: text,
      nb_frames: text,
      nb_read_packets: text,
      start_time: text,
      duration: text,
      sample_rate: text,
      channels: z.number().optional(),
      color_primaries: text,
      color_transfer: text,
      color_space: text,
      color_range: text,
      disposition: z.object({ attached_pic: z.number().optional() }).optional(),
      tags: z.object({ alpha_mode: text }).optional(),
      side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
    }),
  ),
});
type StreamJson = z.infer<typeof probeJson>['streams'][number];

const KINDS = ['video', 'audio', 'subtitle'] as const;

const toNumber = (value: string | undefined): number | undefined => {
  const number = Number(value);
  return value === undefined || !Number.isFinite(number) ? undefined : number;
};

const toMs = (seconds: string | undefined): number | undefined => {
  const value = toNumber(seconds);
  return value === undefined ? undefined : value * 1000;
};

/** `30000/1001` → 29.97; ffprobe writes `0/0` for none. */
const toRatio = (fraction: string | undefined, sign: '/' | ':'): number | undefined => {
  const [over = 0, under = 0] = (fraction ?? '').split(sign).map(Number);
  return over > 0 && under > 0 ? over / under : undefined;
};
const toRate = (fraction: string | undefined): number | undefined => toRatio(fraction, '/');

/** Fraction by which the mean rate may differ from the rate that the times are multiples of, and still count as the same. */
const SAME_RATE = 0.02;

/** Whether a rate is a whole number, or one multiplied by 1000/1001 as in television. */
const isCommon = (rate: number): boolean => [rate, rate * 1.001].some((each) => Math.abs(each - Math.round(each)) < each * 1e-5);

/**
 * Frame rate of a stream. The mean is right for films with a varying rate; for others it is a little off where a file is short or its last
 * frame is shown longer.
 */
function toFps({ avg_frame_rate: average, r_frame_rate: times, nb_frames: count, duration }: StreamJson): number | undefined {
  const [mean, base] = [toRate(average), toRate(times)];
  if (mean === undefined || base === undefined || isCommon(mean)) return mean ?? base;
  const missing = base * Number(duration) - Number(count);
  return Math.abs(mean - base) <= base * SAME_RATE || Math.abs(missing) <= 1 ? base : mean;
}

/** Rounds any angle to the nearest quarter turn. */
const toRotation = (degrees = 0): number => (((Math.round(degrees / 90) % 4) + 4) % 4) * 90;

const toStream = (stream: StreamJson): ProbeStream => ({
  kind: KINDS.find((kind) => kind === stream.codec_type) ?? 'data',
  codec: stream.codec_name ?? 'unknown',
  profile: stream.profile,
  width: stream.width,
  height: stream.height,
  pixelFormat: stream.pix_fmt,
  ...(stream.tags?.alpha_mode === '1' && { hasAlphaStream: true as const }),
  fps: toFps(stream),
  sampleAspect: toRatio(stream.sample_aspect_ratio, ':') ?? 1,
  isPicture: stream.disposition?.attached_pic === 1,
  rotation: toRotation(stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation),
  frames: toNumber(stream.nb_read_packets) ?? toNumber(stream.nb_frames),
  startMs: toMs(stream.start_time),
  durationMs: toMs(stream.duration),
  sampleRate: toNumber(stream.sample_rate),
  channels: stream.channels,
  color: {
    ...(stream.color_primaries !== undefined && { primaries: stream.color_primaries }),
    ...(stream.color_transfer !== undefined && { transfer: stream.color_transfer }),
    ...(stream.color_space !== undefined && { matrix: stream.color_space }),
    ...(stream.color_range !== undefined && { range: stream.color_range }),
  },
});

/** Parses ffprobe's JSON; undefined when it is malformed. */
export const readProbe = (json: string): Probe | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return undefined;
  }
  const { data } = probeJson.safeParse(parsed);
  if (data === undefined) return undefined;
  return {
    startMs: toMs(data.format.start_time) ?? 0,
    durationMs: toMs(data.format.duration) ?? 0,
    formatName: data.format.format_name,
    bitRate: toNumber(data.format.bit_rate),
    streams: data.streams.map(toStream),
  };
};
