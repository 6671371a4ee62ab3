import type { AssetKind, AssetRow } from '../asset.entity.ts';
import type { FfmpegInput, InputGuard } from '../../../platform/media/media.ts';
import { AUDIO_DECODERS, FILM_DECODERS, OPENED_ONLY } from './decoders.ts';
import { INGEST_LIMITS } from './limits.ts';

interface Format {
  /** Kinds of asset that a file of the format may be, the likeliest first. Its streams decide between two. */
  readonly kinds: readonly AssetKind[];
  /** Extensions of file names by kind, for a first guess of the kind, which the bytes correct. */
  readonly extensions: Readonly<Partial<Record<AssetKind, readonly string[]>>>;
  /** Media types that clients announce. The first one is how the file is served. */
  readonly types: readonly string[];
  /** Media types of audio alone in a container of films. */
  readonly audioTypes?: readonly string[];
  /** ffmpeg's demuxer; undefined for formats that ffmpeg never opens. */
  readonly demuxer?: string;
  readonly decoders?: readonly string[];
  /** Whether the container does not state its duration, so that its packets must be read. */
  readonly isMeasured?: boolean;
  /**
   * Whether ffprobe reads a copy of the first seconds in Matroska: statically linked builds of ffprobe crash at the names of stations in a
   * transport stream.
   */
  readonly isProbedByCopy?: boolean;
}

const FILM = { kinds: ['VIDEO', 'AUDIO'], decoders: FILM_DECODERS } as const;
const AUDIO = { kinds: ['AUDIO'], decoders: ['mjpeg', 'png', ...AUDIO_DECODERS] } as const;

/** Every accepted format. The checks before and after an upload both use this table. */
export const FORMATS = {
  jpeg: {
    kinds: ['IMAGE'],
    extensions: { IMAGE: ['jpg', 'jpeg', 'jpe', 'jfif'] },
    types: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
    demuxer: 'jpeg_pipe',
    decoders: ['mjpeg'],
  },
  png: {
    kinds: ['IMAGE'],
    extensions: { IMAGE: ['png'] },
    types: ['image/png', 'image/apng'],
    demuxer: 'png_pipe',
    decoders: ['png', 'apng'],
  },
  webp: { kinds: ['IMAGE'], extensions: { IMAGE: ['webp'] }, types: ['image/webp'], demuxer: 'webp_pipe', decoders: ['webp', 'vp8'] },
  gif: { kinds: ['IMAGE'], extensions: { IMAGE: ['gif'] }, types: ['image/gif'], demuxer: 'gif', decoders: ['gif'] },
  avif: {
    kinds: ['IMAGE'],
    extensions: { IMAGE: ['avif'] },
    types: ['image/avif'],
    demuxer: 'mov',
    decoders: ['av1', 'libdav1d', 'libaom-av1'],
  },
  // ffmpeg's demuxers differ in what they read of HEIC, so its tiles are passed to ffmpeg as a raw stream (heic.ts).
  heic: {
    kinds: ['IMAGE'],
    extensions: { IMAGE: ['heic', 'heif', 'hif'] },
    types: ['image/heic', 'image/heif'],
    demuxer: 'hevc',
    decoders: ['hevc'],
  },
  mp4: {
    ...FILM,
    extensions: { VIDEO: ['mp4', 'm4v', '3gp', '3g2'], AUDIO: ['m4a', 'm4b'] },
    types: ['video/mp4', 'video/x-m4v', 'video/3gpp', 'video/3gpp2'],
    audioTypes: ['audio/mp4', 'audio/x-m4a', 'audio/m4a', 'audio/3gpp'],
    demuxer: 'mov',
  },
  mov: { ...FILM, extensions: { VIDEO: ['mov', 'qt'] }, types: ['video/quicktime'], audioTypes: ['audio/mp4'], demuxer: 'mov' },
  webm: {
    ...FILM,
    extensions: { VIDEO: ['webm'], AUDIO: ['weba'] },
    types: ['video/webm'],
    audioTypes: ['audio/webm'],
    demuxer: 'matroska',
  },
  mkv: {
    ...FILM,
    extensions: { VIDEO: ['mkv'], AUDIO: ['mka'] },
    types: ['video/x-matroska', 'video/matroska'],
    audioTypes: ['audio/x-matroska', 'audio/matroska'],
    demuxer: 'matroska',
  },
  avi: {
    ...FILM,
    extensions: { VIDEO: ['avi'] },
    types: ['video/x-msvideo', 'video/avi', 'video/msvideo', 'video/vnd.avi'],
    demuxer: 'avi',
  },
  mpegts: {
    ...FILM,
    extensions: { VIDEO: ['ts', 'mts', 'm2ts', 'm2t'] },
    types: ['video/mp2t', 'video/vnd.dlna.mpeg-tts'],
    demuxer: 'mpegts',
    isMeasured: true,
    isProbedByCopy: true,
  },
  mpeg: { ...FILM, extensions: { VIDEO: ['mpg', 'mpeg', 'vob'] }, types: ['video/mpeg', 'video/dvd'], demuxer: 'mpeg' },
  ogg: {
    kinds: ['AUDIO', 'VIDEO'],
    extensions: { AUDIO: ['ogg', 'oga', 'opus'], VIDEO: ['ogv'] },
    types: ['video/ogg'],
    audioTypes: ['audio/ogg', 'audio/opus', 'application/ogg'],
    demuxer: 'ogg',
    decoders: FILM_DECODERS,
  },
  mp3: { ...AUDIO, extensions: { AUDIO: ['mp3'] }, types: ['audio/mpeg', 'audio/mp3'], demuxer: 'mp3', isMeasured: true },
  wav: {
    ...AUDIO,
    extensions: { AUDIO: ['wav', 'wave'] },
    types: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
    demuxer: 'wav',
  },
  aac: { ...AUDIO, extensions: { AUDIO: ['aac'] }, types: ['audio/aac', 'audio/aacp', 'audio/x-aac'], demuxer: 'aac', isMeasured: true },
  flac: { ...AUDIO, extensions: { AUDIO: ['flac'] }, types: ['audio/flac', 'audio/x-flac'], demuxer: 'flac' },
  aiff: { ...AUDIO, extensions: { AUDIO: ['aif', 'aiff', 'aifc'] }, types: ['audio/aiff', 'audio/x-aiff'], demuxer: 'aiff' },
  caf: { ...AUDIO, extensions: { AUDIO: ['caf'] }, types: ['audio/x-caf'], demuxer: 'caf' },
  amr: { ...AUDIO, extensions: { AUDIO: ['amr'] }, types: ['audio/amr', 'audio/amr-wb'], demuxer: 'amr', isMeasured: true },
  srt: { kinds: ['CAPTION'], extensions: { CAPTION: ['srt'] }, types: ['application/x-subrip', 'text/srt'] },
  vtt: { kinds: ['CAPTION'], extensions: { CAPTION: ['vtt'] }, types: ['text/vtt'] },
  ttf: {
    kinds: ['FONT'],
    extensions: { FONT: ['ttf'] },
    types: ['font/ttf', 'font/sfnt', 'application/x-font-ttf', 'application/font-sfnt'],
  },
  otf: { kinds: ['FONT'], extensions: { FONT: ['otf'] }, types: ['font/otf', 'application/x-font-otf'] },
  csv: {
    kinds: ['DOCUMENT'],
    extensions: { DOCUMENT: ['csv'] },
    types: ['text/csv', 'application/csv', 'text/comma-separated-values'],
  },
  jsonl: {
    kinds: ['DOCUMENT'],
    extensions: { DOCUMENT: ['jsonl', 'ndjson'] },
    types: ['application/x-ndjson', 'application/jsonl', 'application/x-jsonlines', 'application/ndjson'],
  },
  woff2: { kinds: ['FONT'], extensions: { FONT: ['woff2'] }, types: ['font/woff2', 'application/font-woff2'] },
} as const satisfies Readonly<Record<string, Format>>;
export type FormatName = keyof typeof FORMATS;

export const formatOf = (name: FormatName): Format => FORMATS[name];

/** The media type that a file of this format is served as. */
export const contentTypeOf = (name: FormatName, kind: AssetKind): string => {
  const { types, audioTypes = types } = formatOf(name);
  return (kind === 'AUDIO' ? audioTypes : types)[0] ?? 'application/octet-stream';
};

/** The format of a stored file. Files that a job made were not probed; their format follows from their media type. */
export function formatOfStored({ metadata, contentType }: Pick<AssetRow, 'contentType' | 'metadata'>): FormatName {
  const probed = metadata?.['format'];
  const names = Object.keys(FORMATS) as FormatName[];
  const typesOf = ({ types, audioTypes = [] }: Format): readonly string[] => [...types, ...audioTypes];
  const found = names.find((name) => name === probed) ?? names.find((name) => typesOf(FORMATS[name]).includes(contentType));
  if (!found) throw new Error(`no format is served as ${contentType}`);
  return found;
}

/** An upload, with the demuxer that ffmpeg is forced to use. */
export type GuardedInput = FfmpegInput & { readonly guard: InputGuard };

/** The input of a file for ffmpeg: the forced demuxer of its format, and the decoders that it may use. */
export function inputOf(name: FormatName, path: string): GuardedInput {
  const { demuxer, decoders, kinds } = formatOf(name);
  if (!demuxer || !decoders) throw new Error(`ffmpeg never opens ${name}`);
  const maxPixels = kinds.includes('IMAGE') ? INGEST_LIMITS.imagePixels : INGEST_LIMITS.videoPixels;
  return { path, format: demuxer, guard: { decoders, openedOnly: OPENED_ONLY, maxPixels, maxStreams: INGEST_LIMITS.streams } };
}
