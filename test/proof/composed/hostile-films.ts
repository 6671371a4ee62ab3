import { ordinarySource } from '../sources.ts';
import { clipScene, LANDSCAPE, type Draft } from './composed-film.ts';
import { corrupt, lateSounds, lateStart, negativeStart, oneFrame, pictureOnly, resized, soundOnly, truncated } from './hostile-signals.ts';
import { flash, FLASH_CLIP_MS, FLASH_MS, recording, still } from './signal-sources.ts';

const LONGEST_MS = 600_000;
const TONE = 330;

const LONG_CAPTION =
  'This caption has far more words than anybody could say in the two seconds that its recording lasts, and it goes on about them until there is no room left for it on any screen of this world, which is why its film ends long before anybody has read it.';

/** Texts in ten rows of ten, all of them at once. */
const grid = Array.from({ length: 100 }, (_, index) => ({
  fields: {
    ...{ id: `cell-${index}`, text: 'XX', width: 0.08, size: 0.08 },
    position: { x: 0.05 + 0.1 * (index % 10), y: 0.05 + 0.1 * Math.floor(index / 10) },
    ...{ start: { from: 'FILM', offsetMs: 1_000 }, lengthMs: 2_000 },
  },
}));

/** Files and requests that nobody sends on purpose. */
export const HOSTILE: readonly Draft[] = [
  {
    ...LANDSCAPE,
    name: 'a corrupt frame in the middle, and a picture that grows while its sound goes on',
    hostile: 'corrupt-middle.mp4, resized.ts',
    scenes: [clipScene(corrupt, 3_000), clipScene(resized, 4_000)],
    durationMs: 7_000,
    signals: {
      heard: [
        {
          hertz: TONE,
          spans: [
            { fromMs: 0, toMs: 1_000 },
            { fromMs: 3_100, toMs: 4_850 },
            // Each half has its own encoder, whose first samples are no part of it.
            { fromMs: 5_150, toMs: 6_500 },
          ],
          mayBeElsewhere: true,
        },
      ],
    },
  },
  {
    ...LANDSCAPE,
    name: 'clips that begin late, before 0, or with their picture before their sound',
    hostile: 'late-start.ts, negative-times.mp4, late-sound.mp4, late-sound.mkv, late-sound.ts, late-sound.mpg',
    scenes: [lateStart, negativeStart, ...lateSounds].map((clip) => clipScene(clip, 2_000)),
    durationMs: 12_000,
    renditions: ['WEBM'],
    signals: { events: [0, 2_000, 4_000, 6_000, 8_000, 10_000].map((fromMs) => ({ atMs: fromMs + FLASH_MS, apartMs: 10 })) },
  },
  {
    ...LANDSCAPE,
    name: 'a video without sound that should be heard, a single frame that is, and a video without a picture as a voice',
    hostile: 'picture-only.mp4, one-frame.mp4, sound-only.mp4',
    scenes: [
      clipScene(pictureOnly, 2_000),
      clipScene(oneFrame, 2_000, { shortClip: 'HOLD' }),
      { shows: still('0x303030'), says: soundOnly, fields: { narration: 'A sound alone.' } },
    ],
    words: 'A sound alone.',
    signals: {
      heard: [
        { hertz: 650, spans: [{ fromMs: 2_000, toMs: 3_000 }] },
        { hertz: 1_100, spans: [{ fromMs: 4_067, toMs: 6_067 }] },
      ],
    },
  },
  {
    ...LANDSCAPE,
    name: 'letters that no font has',
    hostile: 'cuneiform in a caption',
    captionStyle: 'classic',
    scenes: [{ shows: still('0x303030'), fields: { narration: '𒀀𒀁𒀂 are signs.' } }],
    signals: {},
    fails: 'MISSING_GLYPH',
  },
  {
    ...LANDSCAPE,
    name: 'a caption that is far longer than its recording',
    hostile: 'a caption of 250 characters in 2 s',
    captionStyle: 'one-word',
    shape: 'PORTRAIT_9_16',
    scenes: [{ shows: still('0x303030'), says: recording('voice.wav', 600), fields: { narration: LONG_CAPTION } }],
    words: LONG_CAPTION,
    durationMs: 4_700,
    signals: { heard: [{ hertz: 600, spans: [{ fromMs: 1_200, toMs: 3_200 }] }] },
  },
  {
    ...LANDSCAPE,
    name: 'the shortest scenes, of the smallest and oddest sizes, with the longest transitions',
    hostile: 'tiny.mp4, odd.mkv, one-pixel.webm, dot.jpg, odd.jpg, tower.mp4',
    shape: 'SQUARE_1_1',
    fps: 60,
    transition: 'circleopen',
    scenes: ['tiny.mp4', 'odd.mkv', 'one-pixel.webm', 'dot.jpg', 'odd.jpg', 'tower.mp4'].map((name) => ({
      shows: ordinarySource(name),
      fields: { durationMs: 500, transitionMs: 2_000 },
    })),
    durationMs: 3_000,
    isSilent: true,
    signals: { heard: [{ hertz: TONE, spans: [] }] },
  },
  {
    ...LANDSCAPE,
    name: 'the longest scene: a clip of 2 s that starts again 300 times',
    hostile: 'a scene of 600 s',
    fps: 24,
    scenes: [clipScene(flash('flash.mp4'), LONGEST_MS)],
    durationMs: LONGEST_MS,
    signals: {
      events: Array.from({ length: LONGEST_MS / FLASH_CLIP_MS }, (_, index) => ({ atMs: index * FLASH_CLIP_MS + FLASH_MS, apartMs: 10 })),
    },
  },
  {
    ...LANDSCAPE,
    name: 'a hundred texts at once',
    hostile: '100 overlays',
    scenes: [{ shows: still('0x303030'), fields: { durationMs: 4_000 } }],
    tracks: [{ kind: 'TEXT', overlays: grid }],
    durationMs: 4_000,
    isSilent: true,
    signals: {
      seen: Array.from({ length: 100 }, (_, index) => {
        const [left, top] = [0.1 * (index % 10), 0.1 * Math.floor(index / 10)];
        return { region: { left, top, right: left + 0.1, bottom: top + 0.1 }, share: 0.02, spans: [{ fromMs: 1_000, toMs: 3_000 }] };
      }),
    },
  },
  {
    ...LANDSCAPE,
    name: 'files that were cut off, with the sound that they still have',
    hostile: 'half.ts, half.mpg',
    scenes: [
      clipScene(truncated('half.ts', 0.5), 3_000),
      clipScene(truncated('half.mpg', 0.5, '-c:v', 'mpeg2video', '-c:a', 'mp2'), 3_000, { shortClip: 'SLOW' }),
    ],
    durationMs: 6_000,
    signals: {
      heard: [
        {
          hertz: TONE,
          spans: [
            { fromMs: 0, toMs: 1_000 },
            { fromMs: 3_100, toMs: 4_000 },
          ],
          mayBeElsewhere: true,
        },
      ],
    },
  },
];
