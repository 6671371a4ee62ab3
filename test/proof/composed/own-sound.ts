import { clipScene, LANDSCAPE, type Draft } from './composed-film.ts';
import { flash, FLASH_MS, music, MUSIC_START_MS, recording, still, tonal, whiteClip } from './signal-sources.ts';

/** One film for each way that sound comes into a film, and one for each thing that is laid over it. */
export const OWN_SOUND: readonly Draft[] = [
  {
    ...LANDSCAPE,
    name: 'heard only through its clips: mono of 8 kHz, stereo of 44.1 kHz, 5.1 of 48 kHz, a clip turned down, a mute one',
    scenes: [
      clipScene(tonal('mono-8k.mp4', { hertz: 500, rate: 8_000, more: ['-ac', '1'] }), 2_000),
      clipScene(tonal('stereo.mp4', { hertz: 800, rate: 44_100 }), 2_000),
      clipScene(tonal('surround.mp4', { hertz: 1_200, more: ['-af', 'pan=5.1|BL=c0'] }), 2_000),
      clipScene(tonal('quiet.mp4', { hertz: 2_300, rate: 22_050 }), 2_000, { clipGainDb: -12 }),
      clipScene(tonal('mute.mp4', { hertz: 1_700 }), 2_000, { clipGainDb: null }),
    ],
    durationMs: 10_000,
    renditions: ['AUDIO_MP3', 'WEBM'],
    signals: {
      heard: [
        { hertz: 500, spans: [{ fromMs: 0, toMs: 2_000 }] },
        { hertz: 800, spans: [{ fromMs: 2_000, toMs: 4_000, db: 0 }] },
        { hertz: 1_200, spans: [{ fromMs: 4_000, toMs: 6_000 }] },
        { hertz: 2_300, spans: [{ fromMs: 6_000, toMs: 8_000, db: -12 }] },
        { hertz: 1_700, spans: [] },
      ],
    },
  },
  {
    ...LANDSCAPE,
    name: 'flashes and clicks: a loop, double speed, half speed with a hold, and after a transition',
    scenes: [
      clipScene(flash('flash.mp4'), 3_000),
      clipScene(flash('flash.mp4'), 2_000, { speed: 2 }),
      clipScene(flash('flash.mp4'), 5_000, { speed: 0.5, shortClip: 'HOLD', transition: 'fade' }),
      clipScene(flash('flash.mp4'), 2_000),
    ],
    durationMs: 12_000,
    renditions: ['WEBM', 'YOUTUBE', 'HLS'],
    signals: {
      heard: [
        {
          hertz: 1_000,
          spans: [500, 2_500, 3_250, 4_250, 6_000, 10_300].map((fromMs) => ({ fromMs, toMs: fromMs + (fromMs === 6_000 ? 200 : 100) })),
        },
      ],
      events: [
        ...[500, 2_500].map((atMs) => ({ atMs, apartMs: 10 })),
        ...[3_250, 4_250].map((atMs) => ({ atMs, apartMs: 1_000 / 30 })),
        // `atempo` moves what it stretches by up to one of its windows, which have 2,048 samples.
        { atMs: 6_000, apartMs: 43 },
        // The clip begins with the transition of 0.4 s, half of which lies before the cut.
        { atMs: 10_000 - 200 + FLASH_MS, apartMs: 10 },
      ],
    },
  },
  {
    ...LANDSCAPE,
    name: 'two recordings over music, with translated captions',
    captionStyle: 'highlight',
    music: { file: music(1_500, 1_250), startMs: MUSIC_START_MS, gainDb: -6 },
    scenes: [
      {
        shows: still('0x303030'),
        says: recording('voice.m4a', 600, '-ar', '44100', '-ac', '2'),
        fields: {
          narration: 'These are the words of it.',
          captionTranslations: [
            { language: 'de', text: 'Dies sind die Worte.' },
            { language: 'ar', text: 'هذه هي الكلمات.' },
          ],
        },
      },
      {
        shows: still('0x404040'),
        says: recording('voice.mp3', 900, '-ar', '22050', '-ac', '1'),
        fields: {
          narration: 'And these are the last.',
          captionTranslations: [
            { language: 'de', text: 'Und dies sind die letzten.' },
            { language: 'ar', text: 'وهذه هي الأخيرة.' },
          ],
        },
      },
    ],
    words: 'These are the words of it. And these are the last.',
    translations: { de: 'Dies sind die Worte. Und dies sind die letzten.', ar: 'هذه هي الكلمات. وهذه هي الأخيرة.' },
    renditions: ['CAPTION_TRANSLATIONS', 'AUDIO_MP3', 'HLS'],
    durationMs: 7_050,
    signals: {
      heard: [
        { hertz: 600, spans: [{ fromMs: 1_200, toMs: 3_200, db: 0 }] },
        { hertz: 900, spans: [{ fromMs: 3_550, toMs: 5_550 }] },
        {
          ...{ hertz: 1_250, mayBeElsewhere: true },
          // 6 dB below the voice, 6 dB turned down, 3 dB because a voice has one channel, 1 dB because loudness weighs this tone more. 10 dB less
          // while somebody speaks.
          spans: [
            { fromMs: 200, toMs: 1_000, db: -16 },
            { fromMs: 1_300, toMs: 3_000, db: -26 },
          ],
        },
        { hertz: 1_500, spans: [] },
      ],
    },
  },
  {
    ...LANDSCAPE,
    name: 'a voice, music and clips together, in two formats',
    voice: undefined,
    formats: ['LANDSCAPE_16_9', 'PORTRAIT_9_16'],
    captionStyle: 'classic',
    transition: 'fade',
    music: { file: music(5_600, 5_200), startMs: MUSIC_START_MS, gainDb: 3 },
    scenes: [
      clipScene(tonal('stereo.mp4', { hertz: 3_500, seconds: 6 }), 3_000, { narration: 'This clip can be heard.', clipGainDb: -6 }),
      clipScene(tonal('other.mp4', { hertz: 4_300, seconds: 6 }), 3_000, { narration: 'And so can this one.', clipGainDb: null }),
    ],
    words: 'This clip can be heard. And so can this one.',
    renditions: ['YOUTUBE'],
    signals: {
      heard: [...[3_500, 5_200].map((hertz) => ({ hertz, spans: [{ fromMs: 200, toMs: 1_000 }], mayBeElsewhere: true }))],
    },
  },
  {
    ...LANDSCAPE,
    name: 'a text and a clip over the picture',
    scenes: [{ shows: still('0x303030'), fields: { durationMs: 6_000 } }],
    tracks: [
      {
        kind: 'TEXT',
        overlays: [
          {
            fields: {
              id: 'words',
              text: 'OVER IT',
              position: { x: 0.25, y: 0.2 },
              width: 0.4,
              size: 0.12,
              start: { from: 'FILM', offsetMs: 1_000 },
              lengthMs: 2_000,
            },
          },
        ],
      },
      {
        kind: 'CLIP',
        overlays: [
          {
            shows: whiteClip(700),
            fields: {
              id: 'clip',
              position: { x: 0.75, y: 0.5 },
              width: 0.3,
              gainDb: 0,
              start: { from: 'SCENE', id: 'scene-0', offsetMs: 2_000 },
              lengthMs: 3_000,
            },
          },
        ],
      },
    ],
    durationMs: 6_000,
    renditions: ['WEBM'],
    signals: {
      seen: [
        { region: { left: 0.05, top: 0.1, right: 0.45, bottom: 0.3 }, share: 0.02, spans: [{ fromMs: 1_000, toMs: 3_000 }] },
        { region: { left: 0.62, top: 0.37, right: 0.88, bottom: 0.63 }, share: 0.9, spans: [{ fromMs: 2_000, toMs: 5_000 }] },
        { region: { left: 0, top: 0.7, right: 1, bottom: 1 }, share: 0.01, spans: [] },
      ],
      heard: [{ hertz: 700, spans: [{ fromMs: 2_000, toMs: 5_000 }] }],
    },
  },
];
