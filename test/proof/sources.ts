import { ordinary } from '../support/ordinary/corpus.ts';
import type { Maker, Ordinary } from '../support/ordinary/ordinary.ts';
import { AAC, H264, picture, tone } from '../support/ordinary/parts.ts';

/** A picture or film of the workspace that a scene shows, and how. */
export interface Source {
  readonly name: string;
  readonly contentType: string;
  readonly make: Ordinary['make'];
  /** Fields of the scene. */
  readonly scene: Readonly<Record<string, unknown>>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ...{
    mp4: 'video/mp4',
    mov: 'video/quicktime',
    mkv: 'video/x-matroska',
    webm: 'video/webm',
    ts: 'video/mp2t',
    mpg: 'video/mpeg',
    avi: 'video/x-msvideo',
  },
  ...{ jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif', avif: 'image/avif', heic: 'image/heic' },
  ...{ m4a: 'audio/mp4', mp3: 'audio/mpeg', wav: 'audio/wav', flac: 'audio/flac' },
};

const ORDINARY = new Map(ordinary().map((one) => [one.name, one]));

export const contentTypeOf = (name: string): string => CONTENT_TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** A file as phones, cameras and editors write it. */
export function ordinarySource(name: string): Omit<Source, 'scene'> {
  const { make } = ORDINARY.get(name) ?? {};
  if (!make) throw new Error(`There is no ordinary file ${name}.`);
  return { name, contentType: contentTypeOf(name), make };
}

/** Such a file, small, so that it is enlarged. */
const usual = (name: string, scene: Source['scene'] = {}): Source => ({ ...ordinarySource(name), scene });

const hostile = (name: string, make: (maker: Maker) => Promise<Buffer>, scene: Source['scene'] = {}): Source => ({
  ...{ name, contentType: contentTypeOf(name), make, scene },
});

const MOVING = ['-pix_fmt', 'yuv420p', ...H264.slice(0, -2)];

/** Bytes in the middle of the pictures that are none. */
async function damaged({ ffmpeg }: Maker): Promise<Buffer> {
  const bytes = await ffmpeg('damaged.mp4', ...picture({ seconds: 2 }), ...tone(2), ...MOVING, '-g', '15', ...AAC);
  const middle = bytes.indexOf('mdat') + Math.floor(bytes.length / 2);
  return bytes.fill(0x5a, middle, middle + 1_500);
}

/** A picture that becomes larger in the middle. */
async function grows({ ffmpeg }: Maker): Promise<Buffer> {
  const [small, large] = [
    await ffmpeg('small.ts', ...picture(), ...MOVING),
    await ffmpeg('large.ts', ...picture({ size: '128x96' }), ...MOVING),
  ];
  return Buffer.concat([small, large]);
}

const cutShort =
  (name: string, share: number) =>
  async ({ ffmpeg }: Maker): Promise<Buffer> => {
    const bytes = await ffmpeg(name, ...picture({ seconds: 2 }), ...MOVING, '-g', '10');
    return bytes.subarray(0, Math.floor(bytes.length * share));
  };

const pictureOf =
  (graph: string) =>
  ({ ffmpeg }: Maker): Promise<Buffer> =>
    ffmpeg('picture.png', '-f', 'lavfi', '-i', graph, '-frames:v', '1');

/** Two for each film: stills of each shape, clips of each kind, at each speed and length, and files that were damaged. */
export const SOURCES: readonly (readonly [Source, Source])[] = [
  [usual('photo.jpg'), usual('turned-6.jpg', { fit: 'BLUR' })],
  [usual('phone.mp4', { shortClip: 'LOOP' }), usual('turned-90.mp4', { fit: 'FIT', shortClip: 'LOOP' })],
  [usual('variable.mp4', { shortClip: 'HOLD' }), usual('story.mp4', { fit: 'BLUR', shortClip: 'LOOP' })],
  [usual('hdr.mp4', { shortClip: 'SLOW' }), usual('10-bit.mp4', { shortClip: 'LOOP' })],
  [usual('interlaced.mp4', { shortClip: 'LOOP' }), usual('pal-wide.mp4', { fit: 'FIT', shortClip: 'LOOP' })],
  [usual('odd.mkv', { shortClip: 'LOOP' }), usual('odd.jpg', { fit: 'FIT' })],
  [usual('surround.mp4', { shortClip: 'LOOP' }), usual('mono-8k.mp4', { shortClip: 'HOLD' })],
  [usual('editor-alpha.mov', { fit: 'FIT', shortClip: 'LOOP' }), usual('screen-alpha.png', { fit: 'FIT' })],
  [usual('rate-1.mp4', { speed: 4, shortClip: 'LOOP' }), usual('rate-120.mp4', { speed: 0.25, shortClip: 'LOOP' })],
  [usual('web-av1.mp4', { shortClip: 'SLOW' }), usual('modern-10-bit.avif', { fit: 'BLUR' })],
  [usual('late.mkv', { shortClip: 'LOOP' }), usual('negative-start.mp4', { trimStartMs: 200, shortClip: 'LOOP' })],
  [usual('two-frames.mp4', { shortClip: 'LOOP' }), usual('one-frame.mov', { shortClip: 'HOLD' })],
  [hostile('damaged.mp4', damaged, { shortClip: 'LOOP' }), hostile('grows.ts', grows, { shortClip: 'HOLD' })],
  [
    hostile('cut-short.ts', cutShort('whole.ts', 0.6), { shortClip: 'LOOP' }),
    hostile('shorter.ts', cutShort('longer.ts', 0.3), { shortClip: 'SLOW' }),
  ],
  [usual('ribbon.mp4', { fit: 'FIT', shortClip: 'LOOP' }), usual('tower.mp4', { fit: 'BLUR', shortClip: 'LOOP' })],
  [
    hostile('panorama.png', pictureOf('testsrc2=s=3000x200'), { fit: 'FILL', focus: { x: 1, y: 0 } }),
    hostile('column.png', pictureOf('testsrc2=s=200x3000'), { fit: 'FIT' }),
  ],
  [usual('drops-frames.mp4', { shortClip: 'LOOP' }), usual('edit-list.mp4', { shortClip: 'LOOP' })],
  [usual('screen-rgb.mkv', { shortClip: 'LOOP' }), usual('full-range.mp4', { shortClip: 'LOOP' })],
  [usual('no-duration.mkv', { shortClip: 'LOOP' }), usual('audio-is-longer.mp4', { shortClip: 'HOLD' })],
  [usual('phone.heic', { fit: 'BLUR' }), usual('dot.jpg', { fit: 'FILL' })],
];
