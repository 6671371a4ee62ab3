/** Bytes of a stream, in the order of its playlist. */
export interface Stream {
  readonly bytes: Buffer;
  readonly seconds: number;
  readonly segments: number;
}

export interface Streams {
  readonly picture: Stream;
  readonly sound: Stream;
}

const attribute = (line: string, name: string): string | undefined =>
  new RegExp(`${name}=(?:"([^"]*)"|([^,]*))`).exec(line)?.slice(1).find(Boolean);

async function textOf(url: URL): Promise<readonly string[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`a playlist answered ${response.status}`);
  const lines = (await response.text()).split('\n').map((line) => line.trim());
  if (lines[0] !== '#EXTM3U') throw new Error('a playlist does not begin with #EXTM3U');
  return lines;
}

/** Reads a stream of one picture and one sound as RFC 8216 says, and fetches all segments. @throws Error where a playlist is not complete. */
export async function readStreams(url: string): Promise<Streams> {
  const main = new URL(url);
  const lines = await textOf(main);
  const variant = lines.find((_, index) => lines[index - 1]?.startsWith('#EXT-X-STREAM-INF'));
  const media = lines.find((line) => line.startsWith('#EXT-X-MEDIA:') && attribute(line, 'TYPE') === 'AUDIO');
  const sound = media && attribute(media, 'URI');
  if (!variant || !sound) throw new Error('the main playlist names no picture or no sound');
  return { picture: await readStream(new URL(variant, main)), sound: await readStream(new URL(sound, main)) };
}

async function readStream(url: URL): Promise<Stream> {
  const lines = await textOf(url);
  if (!lines.includes('#EXT-X-ENDLIST')) throw new Error('the playlist of a finished film does not end');
  const parts: Buffer[] = [];
  let [seconds, place] = [0, 0];
  let range: readonly number[] | undefined;
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) seconds += Number.parseFloat(line.slice(8));
    if (line.startsWith('#EXT-X-BYTERANGE:')) {
      const [length = 0, from = place] = line.slice(17).split('@').map(Number);
      place = from + length;
      range = [from, place - 1];
    }
    if (line === '' || line.startsWith('#')) continue;
    const response = await fetch(new URL(line, url), { headers: range ? { range: `bytes=${range.join('-')}` } : {} });
    if (!response.ok) throw new Error(`a segment answered ${response.status}`);
    parts.push(Buffer.from(await response.arrayBuffer()));
    range = undefined;
  }
  return { bytes: Buffer.concat(parts), seconds, segments: parts.length };
}

const PACKET = 188;
const TICKS_PER_MS = 90;

/** Five bytes of a time stamp of MPEG, in ticks of which a second has 90,000. */
const stampAt = (bytes: Buffer, at: number): number =>
  ((bytes.readUInt8(at) >> 1) & 7) * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1);

/** Milliseconds at which the first picture of a transport stream is shown: the earliest of the pictures at its beginning. */
function firstPictureMs(bytes: Buffer): number {
  const stamps: number[] = [];
  for (let at = 0; at + PACKET <= bytes.length && stamps.length < 6; at += PACKET) {
    const adaptation = bytes.readUInt8(at + 3) & 0x20 ? bytes.readUInt8(at + 4) + 1 : 0;
    const packet = at + 4 + adaptation;
    const begins = (bytes.readUInt8(at + 1) & 0x40) !== 0 && packet + 14 <= at + PACKET;
    if (begins && bytes.readUIntBE(packet, 3) === 1 && bytes.readUInt8(packet + 3) >> 4 === 0xe) stamps.push(stampAt(bytes, packet + 9));
  }
  return Math.min(...stamps) / TICKS_PER_MS;
}

const OWNER = 'com.apple.streaming.transportStreamTimestamp\0';

/** Milliseconds by which the first sample of the sound is earlier than the first picture: encoders of AAC begin with samples that are no part of the film. */
export function soundLeadMs({ picture, sound }: Streams): number {
  const owner = sound.bytes.indexOf(OWNER);
  if (owner < 0) throw new Error('the sound does not say when it begins');
  return firstPictureMs(picture.bytes) - Number(sound.bytes.readBigUInt64BE(owner + OWNER.length)) / TICKS_PER_MS;
}
