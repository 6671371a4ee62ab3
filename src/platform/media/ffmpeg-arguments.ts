import ffmpeg from 'fluent-ffmpeg';
import type { FfmpegCommand, FfmpegInput } from './media.ts';

/**
 * fluent-ffmpeg builds the list and nothing else: its runner would hand our whole environment to ffmpeg, probe capabilities in a way that
 * ffmpeg 7 fails, and misread progress. The method is not in its types, but has kept its name for ten years; a unit test pins it.
 */
interface ArgumentBuilder {
  _getArguments(): string[];
}

/** Only files that we name: no network, no `concat:`, `data:` or `subfile:` hidden inside a file. */
const PROTOCOLS = ['-protocol_whitelist', 'file'];

/** QuickTime may name other files as the place of its media. Off by default; said all the same, since much depends on it. */
const NO_REFERENCES = ['-use_absolute_path', '0', '-enable_drefs', '0'];
/** Bytes that ffmpeg may ask for at once: a header that lies about sizes gets nothing. */
const ALLOC_AT_MOST = 512 * 1024 * 1024;

/** Format and codecs by list, and as much as the caller allows: for files that users sent. */
const guardArguments = ({ format, guard }: FfmpegInput): string[] =>
  guard === undefined
    ? []
    : [
        ...['-format_whitelist', format, '-codec_whitelist', guard.decoders.join(',')],
        ...['-max_pixels', String(guard.maxPixels), '-max_streams', String(guard.maxStreams)],
        ...(format === 'mov' ? NO_REFERENCES : []),
      ];

/**
 * `-y` here, since fluent-ffmpeg leaves it out when a name begins with `file:`; and without it ffmpeg 7.0 finds the file of an earlier attempt,
 * writes nothing and exits with 0.
 */
const GLOBAL = ['-y', '-nostdin', '-hide_banner', '-loglevel', 'info', '-nostats', '-stats_period', '0.25', '-progress', 'pipe:3'];

/** The `file:` in front keeps a name from being taken for an option or another protocol. */
const asFile = (path: string): string => `file:${path}`;

const inputArguments = (input: FfmpegInput, threads: number): string[] => [
  '-f',
  input.format,
  ...PROTOCOLS,
  ...guardArguments(input),
  '-threads',
  String(threads),
  ...(input.options ?? []),
];

/** The argument list of one ffmpeg run, without the program's own name. */
export const ffmpegArguments = (command: FfmpegCommand): string[] => {
  const builder = ffmpeg();
  for (const input of command.inputs) {
    builder.input(asFile(input.path));
    // Spread, never as one array: fluent-ffmpeg splits an option of an array at a blank.
    builder.inputOptions(...inputArguments(input, command.threads));
  }
  if (command.filterGraph !== undefined) builder.complexFilter(command.filterGraph);
  builder.output(command.output === '-' ? '-' : asFile(command.output));
  builder.outputOptions('-threads', String(command.threads), ...command.outputOptions);
  const built = (builder as unknown as ArgumentBuilder)._getArguments();
  const allocation = command.inputs.some(({ guard }) => guard) ? ['-max_alloc', String(ALLOC_AT_MOST)] : [];
  return [...GLOBAL, ...allocation, '-filter_complex_threads', String(command.threads), ...built];
};

const FORMAT_FACTS = 'format=format_name,start_time,duration,bit_rate';
const STREAM_FACTS = [
  'stream=codec_type,codec_name,profile,width,height,pix_fmt,r_frame_rate,avg_frame_rate,sample_aspect_ratio,nb_frames,nb_read_packets,duration',
  'sample_rate,channels,color_primaries,color_transfer,color_space,color_range',
].join(',');

/**
 * ffprobe opens a decoder for every stream, and fails when one is not on the list. A list for a kind of stream is followed by ffprobe alone: what
 * decodes, the demuxer that looks into the first packets, keeps to the list without a kind.
 */
const openingArguments = ({ guard }: FfmpegInput): string[] =>
  guard?.openedOnly === undefined
    ? []
    : [
        ...['-codec_whitelist:a', [...guard.decoders, ...guard.openedOnly.audio].join(',')],
        ...['-codec_whitelist:s', guard.openedOnly.subtitle.join(',')],
      ];

/** ffprobe reads one file by the demuxer forced on it and answers in JSON: facts only, none of the words that lie in the file. */
export const ffprobeArguments = (input: FfmpegInput, countPackets: boolean): string[] => {
  const facts = [FORMAT_FACTS, STREAM_FACTS, 'stream_disposition=attached_pic', 'stream_side_data=rotation'].join(':');
  return [
    ...['-hide_banner', '-v', 'error', ...(input.guard ? ['-max_alloc', String(ALLOC_AT_MOST)] : [])],
    ...['-f', input.format, ...PROTOCOLS, ...guardArguments(input), ...openingArguments(input), '-threads', '1', ...(input.options ?? [])],
    ...(countPackets ? ['-count_packets'] : []),
    ...['-show_entries', facts, '-of', 'json', asFile(input.path)],
  ];
};
