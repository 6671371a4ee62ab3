import { Failure } from '../../../kernel/failure.ts';
import type { ProbeStream } from '../../../platform/media/media.ts';
import { Rejection } from '../rejections.ts';

/** Bits a channel, from ffmpeg's name of a pixel format: 8 unless it says more. */
export const bitsOf = (pixelFormat = ''): number => {
  const [, planar, packed] = /(?:p|gray|gbrp|gbrap|ya)(9|10|12|14|16)(?:le|be)$|(48|64)(?:le|be)$|f32/.exec(pixelFormat) ?? [];
  if (pixelFormat.includes('f32')) return 32;
  return packed ? 16 : Number(planar ?? 8);
};

/** What ffmpeg thinks of a file, as the answer to its owner. What is no fault of the file goes on as it is. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const log = error.logTail.join('\n');
  if (error.code === 'MEDIA_TOO_COMPLEX') return new Rejection('TOO_COMPLEX', error.message);
  if (/exceeds max_streams|exceeds specified max_streams/i.test(log))
    return new Rejection('TOO_MANY_STREAMS', 'The file has too many tracks.');
  if (/max pixel count|Picture size \d+x\d+ is invalid/i.test(log)) return new Rejection('TOO_MANY_PIXELS', 'The picture is too large.');
  if (/not on whitelist|Decoder .*not found|Could not find codec|Unsupported codec|unsupported/i.test(log)) {
    return new Rejection('UNSUPPORTED_ENCODING', 'It is encoded in a way that is not taken.');
  }
  const isOurs = error.code !== 'MEDIA_UNREADABLE' && error.code !== 'FFMPEG_FAILED';
  return isOurs ? error : new Rejection('DAMAGED', 'The file cannot be decoded.');
}

export const colourOf = ({ color, pixelFormat }: ProbeStream): Readonly<Record<string, string | number>> => ({
  ...(pixelFormat ? { pixelFormat, bits: bitsOf(pixelFormat) } : {}),
  ...(color.primaries ? { primaries: color.primaries } : {}),
  ...(color.transfer ? { transfer: color.transfer } : {}),
  ...(color.matrix ? { matrix: color.matrix } : {}),
});
