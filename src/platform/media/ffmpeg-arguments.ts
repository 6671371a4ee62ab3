import ffmpeg from 'fluent-ffmpeg';
import type { FfmpegCommand, FfmpegInput } from './media.ts';

/**
 * fluent-ffmpeg builds the list and nothing else: its runner would hand our whole environment to ffmpeg, probe capabilities in a way that
 * ffmpeg 7 fails, and misread progress. The method is not in its types, but has kept its name for ten years; a unit test pins it.
 */
interface ArgumentBuilder {
  _getArguments(): string[];
}

/** Only files that we name and the pipe for progress: no network, no `concat:`, `data:` or `subfile:` hidden inside a file. */
const PROTOCOLS = ['-protocol_whitelist', 'file,pipe'];

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
  return [...GLOBAL, '-filter_complex_threads', String(command.threads), ...built];
};

/** ffprobe reads one file by the demuxer forced on it, counts its packets and answers in JSON. */
export const ffprobeArguments = ({ format, path, options = [] }: FfmpegInput): string[] => {
  const answer = ['-count_packets', '-show_format', '-show_streams', '-of', 'json'];
  return ['-hide_banner', '-v', 'error', '-f', format, ...PROTOCOLS, ...options, ...answer, asFile(path)];
};
