import type { Probe, ProbeStream } from '../../../../platform/media/media.ts';
import type { MediaInfo } from '../media-info.ts';
import { contentTypeOf } from '../formats.ts';
import type { FormatName } from '../formats.ts';
import { colourOf } from './stream-info.ts';

/** What ffprobe found, together with measured values. */
interface Examined {
  readonly format: FormatName;
  readonly durationMs: number;
  readonly probe: Probe;
  readonly audio: ProbeStream | undefined;
}

/** Largest accepted ratio of a pixel's sides; above it, the header is wrong. The widest anamorphic lenses squeeze by 2. */
const MAX_SAMPLE_ASPECT = 4;

/** Size of the displayed picture: square pixels, upright. As in browsers, one side grows and the other stays. */
export function displaySize({ width = 0, height = 0, sampleAspect, rotation }: ProbeStream): {
  readonly width: number;
  readonly height: number;
} {
  const isSane = sampleAspect <= MAX_SAMPLE_ASPECT && sampleAspect >= 1 / MAX_SAMPLE_ASPECT;
  const aspect = isSane ? sampleAspect : 1;
  const shown = aspect >= 1 ? { width: Math.round(width * aspect), height } : { width, height: Math.round(height / aspect) };
  return rotation === 90 || rotation === 270 ? { width: shown.height, height: shown.width } : shown;
}

export function filmInfo({ format, durationMs, probe, audio }: Examined, video: ProbeStream): MediaInfo {
  const { rotation, fps, width, height } = video;
  const size = displaySize(video);
  const isCoded = size.width * size.height !== (width ?? 0) * (height ?? 0);
  return {
    format,
    kind: 'VIDEO',
    contentType: contentTypeOf(format, 'VIDEO'),
    ...size,
    durationMs,
    ...(fps ? { fps: Math.round(fps * 1_000) / 1_000 } : {}),
    codecs: [video.codec, ...(audio ? [audio.codec] : [])],
    metadata: {
      ...common(format, probe),
      ...colourOf(video),
      ...soundOf(audio),
      ...(isCoded ? { codedWidth: width, codedHeight: height } : {}),
      ...(rotation ? { rotation } : {}),
    },
  };
}

export function audioInfo({ format, durationMs, probe, audio }: Examined): MediaInfo {
  const metadata = { ...common(format, probe), ...soundOf(audio) };
  return { format, kind: 'AUDIO', contentType: contentTypeOf(format, 'AUDIO'), durationMs, codecs: audio ? [audio.codec] : [], metadata };
}

const common = (format: FormatName, { bitRate, streams }: Probe) => ({ format, streams: streams.length, ...(bitRate ? { bitRate } : {}) });

const soundOf = (audio: ProbeStream | undefined) => ({
  ...(audio?.sampleRate ? { sampleRate: audio.sampleRate } : {}),
  ...(audio?.channels ? { channels: audio.channels } : {}),
});
