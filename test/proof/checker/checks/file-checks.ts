import { boxesIn } from '../boxes.ts';
import type { Evidence } from '../evidence.ts';
import type { Sample } from '../track.ts';
import type { Checks } from '../check-film.ts';

const AAC_FRAME_SECONDS = 1_024 / 48_000;
const IDR = 5;

/** Types of the NAL units of a sample. */
function nalTypes({ file, video }: Evidence, { at, bytes }: Sample): number[] {
  const lengthBytes = video.video?.lengthBytes ?? 4;
  const types: number[] = [];
  for (let place = at; place + lengthBytes < Math.min(at + bytes, file.length);) {
    const length = file.readUIntBE(place, lengthBytes);
    types.push((file[place + lengthBytes] ?? 0) & 31);
    place += lengthBytes + length;
  }
  return types;
}

const inOrder = ({ video }: Evidence): number[] =>
  video.samples.map(({ presentTick }) => presentTick - video.firstTick).toSorted((a, b) => a - b);

/** What the tables of the file say. */
export const fileChecks: Checks = {
  index: ({ boxes }) => {
    const [first, moov, mdat] = [boxes[0], boxes.indexOf('moov'), boxes.indexOf('mdat')];
    return first === 'ftyp' && moov > 0 && moov < mdat ? undefined : boxes.join(' ');
  },
  tracks: ({ tracks }) => {
    const found = tracks.map(({ codec }) => codec).join(' ');
    // A track of text has the chapters of a longer film.
    return found === 'avc1 mp4a' || found === 'avc1 mp4a text' ? undefined : found;
  },
  samples: ({ file, tracks }) => {
    const data = boxesIn(file).filter(({ name }) => name === 'mdat');
    const all = tracks.flatMap(({ samples }) => samples).toSorted((one, other) => one.at - other.at);
    const outside = all.find(({ at, bytes }) => !data.some(({ start, end }) => at >= start && at + bytes <= end));
    const overlapping = all.find(({ at }, index) => index > 0 && at < (all[index - 1]?.at ?? 0) + (all[index - 1]?.bytes ?? 0));
    const wrong = outside ?? overlapping;
    return wrong && `the sample at ${wrong.at} lies ${outside ? 'outside of the data' : 'in another one'}`;
  },
  codecs: ({ video: { video }, audio: { audio } }) => {
    const found = `profile ${video?.profile} chroma ${video?.chroma} ${video?.bitDepth} bits, object ${audio?.objectType} ${audio?.sampleRate} Hz ${audio?.channels} channels`;
    return found === 'profile 100 chroma 1 8 bits, object 2 48000 Hz 2 channels' ? undefined : found;
  },
  size: ({ planned, video: { video } }) => {
    const found = `${video?.width}x${video?.height}, pixels ${video?.pixelAspect}`;
    return found === `${planned.width}x${planned.height}, pixels 1` ? undefined : found;
  },
  color: ({ video: { video } }) => (video?.color === 'nclx 1 1 1 limited' ? undefined : video?.color),
  frameRate: (evidence) => {
    const { planned, video } = evidence;
    const ticks = video.timescale / planned.fps;
    const wrong = inOrder(evidence).findIndex((tick, index) => tick !== index * ticks);
    return wrong < 0 ? undefined : `frame ${wrong} is not at ${wrong} / ${planned.fps} s`;
  },
  frames: ({ planned, video, frames }) => {
    const expected = (planned.durationMs * planned.fps) / 1_000;
    return Math.abs(expected - video.samples.length) <= 0.06 && frames.length === video.samples.length
      ? undefined
      : `${video.samples.length} in the file, ${frames.length} decoded, ${expected} announced`;
  },
  keyFrames: (evidence) => {
    const { video, planned } = evidence;
    const keys = video.samples.flatMap(({ isSync }, index) => (isSync ? [index] : []));
    const far = keys.find((key, index) => (keys[index + 1] ?? video.samples.length) - key > 2 * planned.fps);
    if (keys[0] !== 0 || keys.length < planned.scenes) return `${keys.length} for ${planned.scenes} scenes, the first at ${keys[0]}`;
    if (far !== undefined) return `none in the 2 s after frame ${far}`;
    const unlike = video.samples.findIndex((sample) => nalTypes(evidence, sample).includes(IDR) !== sample.isSync);
    return unlike < 0 ? undefined : `sample ${unlike} is no key frame, or is not listed as one`;
  },
  lengths: ({ video, audio, planned }) => {
    const apart = Math.max(Math.abs(video.seconds - audio.seconds), Math.abs(video.seconds - planned.durationMs / 1_000));
    return apart <= AAC_FRAME_SECONDS
      ? undefined
      : `picture ${video.seconds} s, sound ${audio.seconds} s, announced ${planned.durationMs} ms`;
  },
  decoding: ({ complaints }) => (complaints === '' ? undefined : complaints.slice(0, 200)),
  stills: ({ poster, thumbnail, planned }) => {
    const found = `${poster.width}x${poster.height}, thumbnail ${Math.min(thumbnail.width, thumbnail.height)}`;
    const ratio = thumbnail.width / thumbnail.height / (planned.width / planned.height);
    return found === `${planned.width}x${planned.height}, thumbnail 360` && Math.abs(ratio - 1) < 0.01 ? undefined : found;
  },
};
