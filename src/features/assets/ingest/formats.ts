import type { AssetKind } from '../asset.entity.ts';
import type { InputGuard } from '../../../platform/media/media.ts';
import { INGEST_LIMITS } from './limits.ts';

const SOUND_DECODERS = [
  'aac',
  'mp3',
  'mp3float',
  'opus',
  'libopus',
  'vorbis',
  'libvorbis',
  'flac',
  'alac',
  'ac3',
  'eac3',
  ...['u8', 's16le', 's16be', 's24le', 's24be', 's32le', 's32be', 'f32le', 'f32be', 'f64le', 'mulaw', 'alaw'].map(
    (layout) => `pcm_${layout}`,
  ),
] as const;
const FILM_DECODERS = [
  'h264',
  'hevc',
  'mpeg4',
  'mpeg2video',
  'vp8',
  'vp9',
  'av1',
  'libdav1d',
  'libaom-av1',
  'prores',
  'mjpeg',
  'png',
  // Captions inside of films: they are not used, but a stream that cannot be opened would refuse the film.
  'mov_text',
  'subrip',
  'srt',
  'webvtt',
  'ass',
  'ssa',
  ...SOUND_DECODERS,
] as const;

interface Format {
  /** What it may be to a workspace; which of two, its streams tell. */
  readonly kinds: readonly AssetKind[];
  /** As it is served, by kind. */
  readonly contentType: string;
  readonly soundType?: string;
  /** ffmpeg's demuxer; none for what ffmpeg never sees. */
  readonly demuxer?: string;
  readonly decoders?: readonly string[];
}

/** Every format that is taken. */
export const FORMATS = {
  jpeg: { kinds: ['IMAGE'], contentType: 'image/jpeg', demuxer: 'jpeg_pipe', decoders: ['mjpeg'] },
  png: { kinds: ['IMAGE'], contentType: 'image/png', demuxer: 'png_pipe', decoders: ['png', 'apng'] },
  webp: { kinds: ['IMAGE'], contentType: 'image/webp', demuxer: 'webp_pipe', decoders: ['webp', 'vp8'] },
  gif: { kinds: ['IMAGE'], contentType: 'image/gif', demuxer: 'gif', decoders: ['gif'] },
  avif: { kinds: ['IMAGE'], contentType: 'image/avif', demuxer: 'mov', decoders: ['av1', 'libdav1d', 'libaom-av1'] },
  heic: { kinds: ['IMAGE'], contentType: 'image/heic', demuxer: 'mov', decoders: ['hevc', 'mjpeg'] },
  mp4: { kinds: ['VIDEO', 'AUDIO'], contentType: 'video/mp4', soundType: 'audio/mp4', demuxer: 'mov', decoders: FILM_DECODERS },
  mov: { kinds: ['VIDEO', 'AUDIO'], contentType: 'video/quicktime', soundType: 'audio/mp4', demuxer: 'mov', decoders: FILM_DECODERS },
  webm: { kinds: ['VIDEO', 'AUDIO'], contentType: 'video/webm', soundType: 'audio/webm', demuxer: 'matroska', decoders: FILM_DECODERS },
  mkv: {
    kinds: ['VIDEO', 'AUDIO'],
    contentType: 'video/x-matroska',
    soundType: 'audio/x-matroska',
    demuxer: 'matroska',
    decoders: FILM_DECODERS,
  },
  mp3: { kinds: ['AUDIO'], contentType: 'audio/mpeg', demuxer: 'mp3', decoders: ['mjpeg', 'png', ...SOUND_DECODERS] },
  wav: { kinds: ['AUDIO'], contentType: 'audio/wav', demuxer: 'wav', decoders: SOUND_DECODERS },
  aac: { kinds: ['AUDIO'], contentType: 'audio/aac', demuxer: 'aac', decoders: SOUND_DECODERS },
  flac: { kinds: ['AUDIO'], contentType: 'audio/flac', demuxer: 'flac', decoders: ['mjpeg', 'png', ...SOUND_DECODERS] },
  ogg: { kinds: ['AUDIO'], contentType: 'audio/ogg', demuxer: 'ogg', decoders: ['mjpeg', 'png', ...SOUND_DECODERS] },
  srt: { kinds: ['CAPTION'], contentType: 'application/x-subrip' },
  vtt: { kinds: ['CAPTION'], contentType: 'text/vtt' },
  ttf: { kinds: ['FONT'], contentType: 'font/ttf' },
  otf: { kinds: ['FONT'], contentType: 'font/otf' },
  woff2: { kinds: ['FONT'], contentType: 'font/woff2' },
} as const satisfies Readonly<Record<string, Format>>;
export type FormatName = keyof typeof FORMATS;

export const formatOf = (name: FormatName): Format => FORMATS[name];

/** The demuxer that is forced on a file of this format, and all that it may be made of. */
export function inputOf(name: FormatName, path: string): { readonly path: string; readonly format: string; readonly guard: InputGuard } {
  const { demuxer, decoders, kinds } = formatOf(name);
  if (!demuxer || !decoders) throw new Error(`ffmpeg never sees ${name}`);
  const maxPixels = kinds.includes('IMAGE') ? INGEST_LIMITS.imagePixels : INGEST_LIMITS.videoPixels;
  return { path, format: demuxer, guard: { decoders, maxPixels, maxStreams: INGEST_LIMITS.streams } };
}

/** Bytes that a file of a kind may have. */
export const BYTES_AT_MOST: Readonly<Record<AssetKind, number>> = {
  IMAGE: INGEST_LIMITS.imageBytes,
  VIDEO: INGEST_LIMITS.videoBytes,
  AUDIO: INGEST_LIMITS.audioBytes,
  CAPTION: INGEST_LIMITS.captionBytes,
  FONT: INGEST_LIMITS.fontBytes,
  DOCUMENT: 0,
};
