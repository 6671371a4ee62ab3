import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { FfmpegInput, Probe, ProbeStream } from '../../../platform/media/media.ts';
import { Rejection } from '../rejections.ts';
import type { Facts } from './facts.ts';
import { formatOf, inputOf } from './formats.ts';
import type { FormatName } from './formats.ts';
import { readIso } from './iso-structure.ts';
import { INGEST_LIMITS } from './limits.ts';
import type { Look } from './look.ts';
import { readMatroskaEnd, readWavEnd } from './whole-file.ts';
import { bitsOf, colourOf } from './stream-facts.ts';

/** Seconds of a film that are decoded, to see that it can be. */
const SAMPLE_SECONDS = '0.5';
/** Against which the length of a recording is measured: beyond what is taken. Milliseconds. */
const MEASURED_AT_MOST = 2 * INGEST_LIMITS.durationMs;

/** Looks at a film or a sound: its structure, then its headers, then the first frames. */
export async function examineFilm(format: FormatName, { path, media, call }: Look): Promise<Facts> {
  await checkWhole(format, path);
  const input = inputOf(format, path);
  const probe = await media.probe(input, { ...call, countPackets: false });
  const video = probe.streams.find(({ kind, isPicture }) => kind === 'video' && !isPicture);
  const audio = probe.streams.find(({ kind }) => kind === 'audio');
  if (!video && !audio) throw new Rejection('DAMAGED', 'The file has neither picture nor sound.');
  if (probe.streams.length > INGEST_LIMITS.streams) throw new Rejection('TOO_MANY_STREAMS', `The file has ${probe.streams.length} tracks.`);
  const durationMs = Math.round(lengthOf(format, probe) || (await lengthOfPackets(input, { media, call })));
  checkTime(durationMs);
  if (video) checkVideo(video, durationMs);
  const maps = [...(video ? ['-map', '0:V:0'] : []), ...(audio ? ['-map', '0:a:0'] : [])];
  await media.run(
    {
      inputs: [input],
      outputOptions: [...maps, '-t', SAMPLE_SECONDS, '-abort_on', 'empty_output', '-f', 'null'],
      output: '-',
      threads: 1,
      timeoutMs: 30_000,
    },
    call,
  );
  return video ? filmFacts(format, durationMs, probe, video, audio) : soundFacts(format, durationMs, probe, audio);
}

async function checkWhole(format: FormatName, path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    await WHOLE[formatOf(format).demuxer ?? '']?.(file, size);
  } finally {
    await file.close();
  }
}

const WHOLE: Readonly<Record<string, (file: FileHandle, bytes: number) => Promise<void>>> = {
  mov: async (file, bytes) => {
    if (!(await readIso(file, bytes)).hasIndex) throw new Rejection('DAMAGED', 'The file is cut off: its index is missing.');
  },
  matroska: readMatroskaEnd,
  wav: readWavEnd,
};

/** Milliseconds, or 0 when the file does not say. MP4 and Matroska count from 0, wherever their first frame is. */
function lengthOf(format: FormatName, { startMs, durationMs }: Probe): number {
  const countsFromZero = ['mov', 'matroska'].includes(formatOf(format).demuxer ?? '');
  return countsFromZero ? Math.max(0, durationMs - Math.max(0, startMs)) : durationMs;
}

/** Recorders in browsers, and whoever writes into a pipe, cannot go back to say how long it became: the times of the packets do. */
async function lengthOfPackets(input: FfmpegInput, { media, call }: Pick<Look, 'media' | 'call'>): Promise<number> {
  let reached = 0;
  await media.run(
    {
      inputs: [input],
      outputOptions: ['-map', '0:V:0?', '-map', '0:a:0?', '-c', 'copy', '-f', 'null'],
      output: '-',
      threads: 1,
      expectedMs: MEASURED_AT_MOST,
      onProgress: (fraction) => (reached = fraction),
      timeoutMs: 30_000,
    },
    call,
  );
  return reached * MEASURED_AT_MOST;
}

function checkTime(durationMs: number): void {
  if (!(durationMs > 0)) throw new Rejection('DAMAGED', 'The file does not say how long it is.');
  if (durationMs > INGEST_LIMITS.durationMs) throw new Rejection('TOO_LONG', `It lasts ${Math.round(durationMs / 60_000)} minutes.`);
}

function checkVideo({ width = 0, height = 0, fps, frames, pixelFormat }: ProbeStream, durationMs: number): void {
  if (width < 1 || height < 1) throw new Rejection('DAMAGED', 'The picture of the film has no size.');
  if (width > INGEST_LIMITS.side || height > INGEST_LIMITS.side || width * height > INGEST_LIMITS.videoPixels) {
    throw new Rejection('TOO_MANY_PIXELS', `The film has ${width} × ${height} pixels.`);
  }
  const rate = Math.max(fps ?? 0, ((frames ?? 0) * 1_000) / Math.max(durationMs, 1_000));
  if (rate > INGEST_LIMITS.framesPerSecond + 0.5)
    throw new Rejection('FRAME_RATE_TOO_HIGH', `The film has ${Math.round(rate)} frames a second.`);
  const bits = bitsOf(pixelFormat);
  if (bits > INGEST_LIMITS.videoBits) throw new Rejection('BIT_DEPTH_TOO_HIGH', `The film has ${bits} bits a channel.`);
}

function filmFacts(format: FormatName, durationMs: number, probe: Probe, video: ProbeStream, audio: ProbeStream | undefined): Facts {
  const { rotation, width = 0, height = 0, fps } = video;
  const isTurned = rotation === 90 || rotation === 270;
  return {
    format,
    kind: 'VIDEO',
    contentType: formatOf(format).contentType,
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    durationMs,
    ...(fps ? { fps: Math.round(fps * 1_000) / 1_000 } : {}),
    codecs: [video.codec, ...(audio ? [audio.codec] : [])],
    metadata: { ...common(format, probe), ...colourOf(video), ...soundOf(audio), ...(rotation ? { rotation } : {}) },
  };
}

function soundFacts(format: FormatName, durationMs: number, probe: Probe, audio: ProbeStream | undefined): Facts {
  const { contentType, soundType = contentType } = formatOf(format);
  const codecs = audio ? [audio.codec] : [];
  return { format, kind: 'AUDIO', contentType: soundType, durationMs, codecs, metadata: { ...common(format, probe), ...soundOf(audio) } };
}

const common = (format: FormatName, { bitRate, streams }: Probe) => ({ format, streams: streams.length, ...(bitRate ? { bitRate } : {}) });

const soundOf = (audio: ProbeStream | undefined) => ({
  ...(audio?.sampleRate ? { sampleRate: audio.sampleRate } : {}),
  ...(audio?.channels ? { channels: audio.channels } : {}),
});
