import ffmpeg from 'fluent-ffmpeg';
import { STANDARD_INPUT } from './media.ts';
import type { FfmpegCommand, FfmpegInput } from './media.ts';

/**
 * fluent-ffmpeg only builds the argument list. Its runner would pass the environment to ffmpeg, probe capabilities in a way that ffmpeg 7
 * rejects, and misread progress. The method is missing from its types but has kept its name for ten years; a unit test checks it.
 */
interface ArgumentBuilder {
  _getArguments(): string[];
}

/** Allows named files only: no network, and no `concat:`, `data:` or `subfile:` inside a file. */
const PROTOCOLS = ['-protocol_whitelist', 'file'];
const PIPE_PROTOCOLS = ['-protocol_whitelist', 'pipe'];

/** Forbids external files, which QuickTime may reference. This is ffmpeg's default, and is stated because much depends on it. */
const NO_REFERENCES = ['-use_absolute_path', '0', '-enable_drefs', '0'];
/** Bytes. Value of `-max_alloc`, so that a file header with a false size cannot make ffmpeg allocate more at once. */
const MAX_ALLOC_BYTES = 512 * 1024 * 1024;

/** Arguments for users' files: allow-lists of formats and codecs, and the caller's limits. */
const guardArguments = ({ format, guard }: FfmpegInput): string[] =>
  guard === undefined
    ? []
    : [
        ...['-format_whitelist', format, '-codec_whitelist', guard.decoders.join(',')],
        ...['-max_pixels', String(guard.maxPixels), '-max_streams', String(guard.maxStreams)],
        ...(format === 'mov' ? NO_REFERENCES : []),
      ];

/**
 * Arguments of every run. `-y` is set because fluent-ffmpeg omits it for names that begin with `file:`; without it ffmpeg 7.0 finds the
 * file of an earlier attempt, writes nothing and exits with 0.
 */
const GLOBAL = ['-y', '-nostdin', '-hide_banner', '-loglevel', 'info', '-nostats', '-stats_period', '0.25', '-progress', 'pipe:3'];

/** A path with the prefix `file:`, so that a name is never read as an option or another protocol. */
const asFile = (path: string): string => `file:${path}`;

const sourceOf = ({ path }: FfmpegInput): string => (path === STANDARD_INPUT ? 'pipe:0' : asFile(path));

const inputArguments = (input: FfmpegInput, threads: number): string[] => [
  '-f',
  input.format,
  ...(input.path === STANDARD_INPUT ? PIPE_PROTOCOLS : PROTOCOLS),
  ...guardArguments(input),
  '-threads',
  String(threads),
  ...(input.options ?? []),
];

/** The arguments of one ffmpeg run, without the program's name. */
export const ffmpegArguments = (command: FfmpegCommand): string[] => {
  const builder = ffmpeg();
  for (const input of command.inputs) {
    builder.input(sourceOf(input));
    // Spread, because fluent-ffmpeg splits array options at blanks.
    builder.inputOptions(...inputArguments(input, command.threads));
  }
  if (command.filterGraph !== undefined) builder.complexFilter(command.filterGraph);
  builder.output(command.output === '-' ? '-' : asFile(command.output));
  builder.outputOptions('-threads', String(command.threads), ...command.outputOptions);
  const built = (builder as unknown as ArgumentBuilder)._getArguments();
  const allocation = command.inputs.some(({ guard }) => guard) ? ['-max_alloc', String(MAX_ALLOC_BYTES)] : [];
  return [...GLOBAL, ...allocation, '-filter_complex_threads', String(command.threads), ...built];
};

const FORMAT_ENTRIES = 'format=format_name,start_time,duration,bit_rate';
const STREAM_ENTRIES = [
  'stream=codec_type,codec_name,profile,width,height,pix_fmt,r_frame_rate,avg_frame_rate,sample_aspect_ratio,nb_frames,nb_read_packets,start_time,duration',
  'sample_rate,channels,color_primaries,color_transfer,color_space,color_range',
].join(',');

/**
 * Arguments for opening a user's file. ffprobe opens a decoder for every stream, and fails when one is not on the list. Only ffprobe itself
 * uses a list for one kind of stream; the demuxer, which decodes the first packets, uses the list without a kind.
 */
const openingArguments = ({ guard }: FfmpegInput): string[] =>
  guard?.openedOnly === undefined
    ? []
    : [
        ...['-codec_whitelist:a', [...guard.decoders, ...guard.openedOnly.audio].join(',')],
        ...['-codec_whitelist:s', guard.openedOnly.subtitle.join(',')],
      ];

/** The arguments of ffprobe, which reads one file with a forced demuxer and prints JSON with no more than one of the file's own tags. */
export const ffprobeArguments = (input: FfmpegInput, countPackets: boolean): string[] => {
  const more = ['stream_disposition=attached_pic', 'stream_side_data=rotation', 'stream_tags=alpha_mode'];
  const entries = [FORMAT_ENTRIES, STREAM_ENTRIES, ...more].join(':');
  return [
    ...['-hide_banner', '-v', 'error', ...(input.guard ? ['-max_alloc', String(MAX_ALLOC_BYTES)] : [])],
    ...['-f', input.format, ...PROTOCOLS, ...guardArguments(input), ...openingArguments(input), '-threads', '1', ...(input.options ?? [])],
    ...(countPackets ? ['-count_packets'] : []),
    ...['-show_entries', entries, '-of', 'json', asFile(input.path)],
  ];
};
