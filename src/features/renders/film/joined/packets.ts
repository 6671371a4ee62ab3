import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { readMp4Tracks } from '../../../../platform/files/mp4-tracks.ts';
import type { Mp4Sample, Mp4Track } from '../../../../platform/files/mp4-tracks.ts';

/** The packets of one stream in a file, or of a part of it. */
export interface Packets {
  readonly count: number;
  /** Hash of everything that decides how they are decoded, in which order, and when they are shown relative to the first one. */
  readonly hash: string;
}

/** Bytes that are read at once, unless one packet is larger. */
const READ_BYTES = 1024 * 1024;

/**
 * Every packet with its bytes, in decoding order; the bytes are valid until the next packet. Packets of all streams take turns in the file, so
 * large parts of it are read, into the same memory.
 */
async function* readPackets(file: FileHandle, samples: readonly Mp4Sample[]): AsyncGenerator<readonly [Mp4Sample, Buffer], undefined> {
  const { size } = await file.stat();
  const largest = samples.reduce((most, { bytes }) => Math.max(most, bytes), Math.min(READ_BYTES, size));
  // The file was cut short.
  if (largest > size) return;
  const memory = Buffer.allocUnsafe(largest);
  let part = memory.subarray(0, 0);
  let partAt = 0;
  for (const sample of samples) {
    if (sample.at < partAt || sample.at + sample.bytes > partAt + part.length) {
      const { bytesRead } = await file.read(memory, 0, memory.length, sample.at);
      part = memory.subarray(0, bytesRead);
      partAt = sample.at;
    }
    yield [sample, part.subarray(sample.at - partAt, sample.at - partAt + sample.bytes)];
  }
}

/** Types of NAL units of H.264 that configure the decoder. */
const PARAMETER_SETS: readonly number[] = [7, 8];

const typeOf = (unit: Buffer): number => (unit[0] ?? 0) & 31;

/** The NAL units of a packet, each after its length. */
function unitsIn(packet: Buffer, lengthBytes: number): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + lengthBytes <= packet.length;) {
    const bytes = packet.readUIntBE(at, lengthBytes);
    units.push(packet.subarray(at + lengthBytes, at + lengthBytes + bytes));
    at += lengthBytes + bytes;
  }
  return units;
}

/** The parameter sets in the box `avcC`. */
function parameterSets(config: Buffer): Buffer[] {
  const sets: Buffer[] = [];
  let at = 5;
  for (const mask of [31, 255]) {
    const count = (config[at] ?? 0) & mask;
    at += 1;
    for (let index = 0; index < count && at + 2 <= config.length; index += 1) {
      const bytes = config.readUInt16BE(at);
      sets.push(config.subarray(at + 2, at + 2 + bytes));
      at += 2 + bytes;
    }
  }
  return sets;
}

/**
 * Hashes the picture in parts of so many packets. ffmpeg repeats the parameter sets in the packets when it joins clips, so they are hashed
 * as the decoder has them at each key frame, wherever they are written.
 */
async function hashPicture(file: FileHandle, track: Mp4Track, counts: readonly number[]): Promise<Packets[]> {
  const lengthBytes = ((track.config[4] ?? 3) & 3) + 1;
  const inForce = new Map<number, readonly Buffer[]>();
  const configure = (units: readonly Buffer[]): void => {
    for (const type of PARAMETER_SETS) {
      // Copies, because the memory of a packet is used again.
      const sets = units.filter((unit) => typeOf(unit) === type).map((unit) => Buffer.from(unit));
      if (sets.length > 0) inForce.set(type, sets);
    }
  };
  configure(parameterSets(track.config));
  const ends = counts.map((_, part) => counts.slice(0, part + 1).reduce((sum, count) => sum + count, 0));
  const parts: Packets[] = [];
  let [part, hash, firstTick, at] = [0, createHash('sha256'), firstTickOf(track, 0, ends[0] ?? 0), 0];
  for await (const [{ tick, isSync }, packet] of readPackets(file, track.samples)) {
    const units = unitsIn(packet, lengthBytes);
    const add = (unit: Buffer): void => void hash.update(`${unit.length}\n`).update(unit);
    configure(units);
    hash.update(`${(tick - firstTick) / track.timeScale} ${isSync}\n`);
    if (isSync) for (const type of PARAMETER_SETS) inForce.get(type)?.forEach(add);
    units.filter((unit) => !PARAMETER_SETS.includes(typeOf(unit))).forEach(add);
    at += 1;
    while (part < ends.length && at === ends[part]) {
      parts.push({ count: counts[part] ?? 0, hash: hash.digest('hex') });
      part += 1;
      [hash, firstTick] = [createHash('sha256'), firstTickOf(track, at, ends[part] ?? at)];
    }
  }
  return parts;
}

/** The first tick that samples from one up to another are presented at. */
const firstTickOf = ({ samples }: Mp4Track, from: number, to: number): number =>
  samples.slice(from, to).reduce((least, { tick }) => Math.min(least, tick), Infinity);

async function hashAudio(file: FileHandle, track: Mp4Track): Promise<Packets> {
  const hash = createHash('sha256')
    .update(track.config)
    .update(JSON.stringify([track.timeScale, track.edit]));
  for await (const [{ tick }, packet] of readPackets(file, track.samples)) hash.update(`${tick}\n`).update(packet);
  return { count: track.samples.length, hash: hash.digest('hex') };
}

const withFile = async <Result>(path: string, use: (file: FileHandle) => Promise<Result>): Promise<Result> => {
  const file = await open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};

/** The only track of a kind; undefined when there is none, or more, or the file is damaged. */
async function onlyTrack(file: FileHandle, kind: Mp4Track['kind']): Promise<Mp4Track | undefined> {
  const tracks = (await readMp4Tracks(file))?.filter((track) => track.kind === kind);
  return tracks?.length === 1 ? tracks[0] : undefined;
}

/** The picture of an MP4 file. */
export interface PicturePackets {
  /** Its packets in the parts that were asked for, as far as the file has packets for all of a part. */
  readonly parts: readonly Packets[];
  /** Times in seconds at which its frames are shown, in order. */
  readonly times: readonly number[];
}

/** Reads the picture of an MP4 file, in parts of so many packets, or as one part. Undefined when it has none that can be read. */
export const readPicturePackets = (path: string, counts?: readonly number[]): Promise<PicturePackets | undefined> =>
  withFile(path, async (file) => {
    const track = await onlyTrack(file, 'video');
    if (!track) return undefined;
    const { samples, timeScale, edit } = track;
    const fromTick = edit?.fromTick ?? 0;
    const times = samples.map(({ tick }) => (tick - fromTick) / timeScale).sort((one, other) => one - other);
    // A decoder leaves out what the edit list does not present.
    const shown = times.filter((seconds) => seconds >= 0 && seconds < (edit?.seconds ?? Infinity));
    return { parts: await hashPicture(file, track, counts ?? [samples.length]), times: shown };
  });

/** The audio of an MP4 file; undefined when it has none that can be read. */
export const readAudioPackets = (path: string): Promise<Packets | undefined> =>
  withFile(path, async (file) => {
    const track = await onlyTrack(file, 'audio');
    return track && hashAudio(file, track);
  });
