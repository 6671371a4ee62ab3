import { Failure } from '../../../../kernel/failure.ts';
import type { ProbeStream } from '../../../../platform/media/media.ts';
import { Rejection } from '../../rejections.ts';
import type { RejectionCode } from '../../rejections.ts';

/** Bits per channel, from ffmpeg's name of a pixel format; 8 unless the name contains another number. */
export const bitsOf = (pixelFormat = ''): number => {
  const [, planar, packed] = /(?:p|gray|gbrp|gbrap|ya)(9|10|12|14|16)(?:le|be)$|(48|64)(?:le|be)$|f32/.exec(pixelFormat) ?? [];
  if (pixelFormat.includes('f32')) return 32;
  return packed ? 16 : Number(planar ?? 8);
};

const BY_LOG: readonly (readonly [RegExp, RejectionCode, string])[] = [
  [/exceeds (?:specified )?max_streams/i, 'TOO_MANY_STREAMS', 'The file has too many tracks.'],
  [/max pixel count|Picture size \d+x\d+ is invalid/i, 'TOO_MANY_PIXELS', 'The picture is too large.'],
  [/not on whitelist|Unsupported codec|unsupported/i, 'UNSUPPORTED_ENCODING', 'Its encoding is not supported.'],
];
const BY_CODE: ReadonlyMap<string, Rejection> = new Map([
  ['MEDIA_TOO_COMPLEX', new Rejection('TOO_COMPLEX', 'Reading the file takes more time or memory than allowed.')],
  ['MEDIA_CODEC_UNKNOWN', new Rejection('UNSUPPORTED_ENCODING', 'Its encoding is not supported.')],
]);
/** ffmpeg failures that are caused by a user's file. */
const OF_THE_FILE = /^(?:MEDIA_\w+|FFMPEG_FAILED|FFMPEG_CRASHED)$/;

/** Converts a failure of ffmpeg to a rejection for the owner of the file. Failures that the file did not cause are returned unchanged. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof Failure) || !OF_THE_FILE.test(error.code)) return error;
  const log = error.logTail.join('\n');
  const [, code, message] = BY_LOG.find(([pattern]) => pattern.test(log)) ?? [];
  if (code && message) return new Rejection(code, message);
  return BY_CODE.get(error.code) ?? new Rejection('DAMAGED', 'The file cannot be decoded.');
}

export const colourOf = ({ color, pixelFormat, hasAlphaStream }: ProbeStream): Readonly<Record<string, string | number | boolean>> => ({
  ...(pixelFormat ? { pixelFormat, bits: bitsOf(pixelFormat) } : {}),
  ...(hasAlphaStream && { hasAlphaStream }),
  ...(color.primaries ? { primaries: color.primaries } : {}),
  ...(color.transfer ? { transfer: color.transfer } : {}),
  ...(color.matrix ? { matrix: color.matrix } : {}),
});
