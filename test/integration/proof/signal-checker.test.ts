import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryFaults, youtubeFaults } from '../../proof/checker/check-delivery.ts';
import { signalFaults, type Signals } from '../../proof/checker/signals.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { media, ffmpegPath } = ffmpegs[0] ?? never();
const SIZE = { width: 160, height: 90 };
const WHOLE = { left: 0, top: 0, right: 1, bottom: 1 };

/** Two seconds: a flash and a click at 0.5 s; a tone in the last second. */
const GOOD: Signals = {
  events: [{ atMs: 500, apartMs: 10 }],
  seen: [{ region: WHOLE, share: 0.9, spans: [{ fromMs: 500, toMs: 600 }] }],
  heard: [
    { hertz: 1_000, spans: [{ fromMs: 500, toMs: 600 }] },
    { hertz: 700, spans: [{ fromMs: 1_000, toMs: 1_500, db: 0 }] },
    { hertz: 400, spans: [{ fromMs: 1_500, toMs: 2_000, db: -6 }] },
  ],
};

const FAULTS: readonly [name: string, signals: Signals, caught: string][] = [
  ['a click that is late', { events: [{ atMs: 500, apartMs: 10 }] }, 'together'],
  ['a flash elsewhere', { seen: [{ region: WHOLE, share: 0.9, spans: [{ fromMs: 1_000, toMs: 1_100 }] }] }, 'seen'],
  ['a tone that is missing', { heard: [{ hertz: 2_000, spans: [{ fromMs: 0, toMs: 2_000 }] }] }, 'heard'],
  ['a tone where there should be none', { heard: [{ hertz: 700, spans: [] }] }, 'heard'],
  [
    'a tone that is too loud',
    {
      heard: [
        { hertz: 700, spans: [{ fromMs: 1_000, toMs: 1_500, db: 0 }] },
        { hertz: 400, spans: [{ fromMs: 1_500, toMs: 2_000, db: -12 }] },
      ],
    },
    'gain',
  ],
];

describe('the checker of signals', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  async function film(name: string, clickAt: number): Promise<string> {
    const output = path.join(folder.path, name);
    const tones = `0.4*sin(2*PI*1000*t)*gte(t,${clickAt})*lt(t,${clickAt + 0.1})+0.2*sin(2*PI*700*t)*gte(t,1)*lt(t,1.5)+0.1*sin(2*PI*400*t)*gte(t,1.5)`;
    const filterGraph = [
      `color=c=0x303030:s=160x90:r=30:d=2,drawbox=t=fill:color=white:enable='between(n,15,17)'[v]`,
      `aevalsrc='${tones}':s=48000:d=2,aformat=channel_layouts=stereo[a]`,
    ].join(';');
    const outputOptions = [
      '-map',
      '[v]',
      '-map',
      '[a]',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-f',
      'mp4',
    ];
    await media.run({ inputs: [], filterGraph, outputOptions, output, threads: 1, timeoutMs: 60_000 }, call(folder.path));
    return output;
  }

  const found = async (file: string, signals: Signals): Promise<string[]> =>
    (await signalFaults(ffmpegPath, { picture: file, sound: file }, { ...signals, fps: 30, size: SIZE })).map(({ check }) => check);

  test('finds nothing in a film with the signals that were planned', async () => {
    expect(await found(await film('good.mp4', 0.5), GOOD)).toEqual([]);
  });

  test.each(FAULTS)('finds %s', async (name, signals, caught) => {
    expect(await found(await film('faulty.mp4', name.includes('click') ? 0.56 : 0.5), signals)).toEqual([caught]);
  });

  test('finds frames, sound and key frames of a delivery that are not those of the film', async () => {
    const file = await film('delivery.mp4', 0.5);
    const faults = await deliveryFaults(ffmpegPath, { picture: file, sound: file }, { size: SIZE, fps: 30, frames: 75, isSilent: true });
    expect(faults.map(({ check }) => check)).toEqual(['frames', 'lengths', 'loudness']);
    expect((await youtubeFaults(file, 30)).map(({ check }) => check)).toEqual(expect.arrayContaining(['editLists', 'index']));
  });
});

function never(): never {
  throw new Error('there is an ffmpeg');
}
