import { TARGET_SECONDS } from './segments.ts';
import type { ByteRange } from './segments.ts';

/** A segment as a playlist lists it. */
export interface ListedPart {
  readonly seconds: number;
  /** Undefined for a segment that is an object of its own. */
  readonly range?: ByteRange;
  readonly url: string;
}

/** Properties of the picture that players compare before they load it. */
export interface StreamVariant {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** BCP 47 tag. */
  readonly language: string;
  readonly codec: string;
  /** Maximum bits per second of a segment, with the sound. */
  readonly bandwidth: number;
}

/** The playlist that players open (RFC 8216): one picture, and the sound as a rendition of its own. */
export const streamPlaylist = ({ width, height, fps, language, codec, bandwidth }: StreamVariant): string =>
  [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="${language}",LANGUAGE="${language}",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="sound.m3u8"`,
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=${width}x${height},FRAME-RATE=${fps.toFixed(3)},CODECS="${codec},mp4a.40.2",AUDIO="sound"`,
    'video.m3u8',
    '',
  ].join('\n');

/**
 * The playlist of picture or sound. It grows while the film is made, and ends when the stream is finished. Players begin at the start of the
 * film instead of the newest segment, and may ask for a playlist with the next segment, which is answered when there is one.
 */
export const mediaPlaylist = (parts: readonly ListedPart[], isFinished: boolean): string =>
  [
    ...['#EXTM3U', '#EXT-X-VERSION:6', `#EXT-X-TARGETDURATION:${TARGET_SECONDS}`, '#EXT-X-MEDIA-SEQUENCE:0'],
    ...[`#EXT-X-PLAYLIST-TYPE:${isFinished ? 'VOD' : 'EVENT'}`, '#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-START:TIME-OFFSET=0,PRECISE=YES'],
    ...(isFinished ? [] : ['#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES']),
    ...parts.flatMap(({ seconds, range, url }) => [
      `#EXTINF:${seconds.toFixed(6)},`,
      ...(range ? [`#EXT-X-BYTERANGE:${range.length}@${range.at}`] : []),
      url,
    ]),
    ...(isFinished ? ['#EXT-X-ENDLIST', ''] : ['']),
  ].join('\n');
