import { describe, expect, test } from 'vitest';
import { readAudioDecoding, readPictureDecoding, runDecoding } from '../../../../../src/features/renders/film/joined/decoding.ts';
import { checkFilm, isTolerable, plannedPauses } from '../../../../../src/features/renders/film/checks/film-check.ts';
import { filmFlashes } from '../../../../../src/features/renders/film/checks/flashing-check.ts';
import type { Evidence } from '../../../../../src/features/renders/film/checks/film-evidence.ts';
import type { FilmSpec } from '../../../../../src/features/renders/film/film-spec.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { newId } from '../../../../../src/kernel/id.ts';
import type { FfmpegCommand } from '../../../../../src/platform/media/media.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const spec = smallSpec({ voicesMs: [2000, 3000] });
const voices = [
  { samples: 96_000, phrases: [{ text: 'Words of scene 0.', startMs: 0, endMs: 2000 }] },
  { samples: 144_000, phrases: [{ text: 'Words of scene 1.', startMs: 0, endMs: 3000 }] },
];
const timeline = planTimeline(spec, voices);
const stream = {
  isPicture: false,
  sampleAspect: 1,
  rotation: 0,
  profile: undefined,
  width: undefined,
  height: undefined,
  pixelFormat: undefined,
  fps: undefined,
  sampleRate: undefined,
  channels: undefined,
};
const video = {
  ...stream,
  kind: 'video' as const,
  codec: 'h264',
  profile: 'High',
  width: 320,
  height: 180,
  pixelFormat: 'yuv420p',
  fps: 30,
  frames: timeline.frames,
  durationMs: timeline.durationMs,
  startMs: 0,
  color: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' },
};
const audio = {
  ...stream,
  kind: 'audio' as const,
  codec: 'aac',
  profile: 'LC',
  sampleRate: 48_000,
  channels: 2,
  frames: 1,
  durationMs: timeline.durationMs,
  startMs: 0,
  color: {},
};
const cues = [
  { startMs: 1200, endMs: 3200, lines: ['Words of', 'scene 0.'] },
  { startMs: 3567, endMs: 6560, lines: ['Words of scene 1.'] },
];
const good: Evidence = {
  spec,
  timeline,
  voices,
  cues,
  probe: { startMs: 0, durationMs: timeline.durationMs, formatName: 'mov', bitRate: 1, streams: [video, audio] },
  layout: { boxes: ['ftyp', 'moov', 'free', 'mdat'], hasBt709Atom: true, keyFrames: [0, 60, 105, 165, 225] },
  decoding: {
    frames: timeline.frames,
    black: [],
    frozen: [],
    flashing: [],
    silent: [],
    loudness: { integrated: -14.2, truePeak: -1.7 },
    offsets: timeline.scenes.map(() => 0.125),
    errors: 0,
  },
  unchanged: timeline.pieces.length,
  times: Array.from({ length: timeline.frames }, (_, frame) => frame / 30),
  chapters: 1,
};
const failing = (evidence: Evidence): string[] =>
  checkFilm(evidence)
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);
const withVideo = (part: object): Evidence => ({ ...good, probe: { ...good.probe, streams: [{ ...video, ...part }, audio] } });
const withDecoding = (part: object): Evidence => ({ ...good, decoding: { ...good.decoding, ...part } });

test('a good film passes every check', () => expect(failing(good)).toEqual([]));

describe('each fault fails its own check and no other', () => {
  test.each<[string[], Evidence]>([
    [['streams'], withVideo({ profile: 'Main' })],
    [['size'], withVideo({ width: 318 })],
    [['frameRate'], withVideo({ fps: 29.97 })],
    [['packets'], withVideo({ frames: timeline.frames - 1 })],
    [['soundAgainstPicture'], withVideo({ durationMs: timeline.durationMs - 30 })],
    [['color'], withVideo({ color: { ...video.color, matrix: 'smpte170m' } })],
    [['color'], { ...good, layout: { ...good.layout, hasBt709Atom: false } }],
    [['indexInFront'], { ...good, layout: { ...good.layout, boxes: ['ftyp', 'mdat', 'moov'] } }],
    [['indexInFront'], { ...good, layout: { ...good.layout, boxes: [] } }],
    [['keyFrames'], { ...good, layout: { ...good.layout, keyFrames: [0, 60, 106, 165, 225] } }],
    [['keyFrames'], { ...good, layout: { ...good.layout, keyFrames: [0, 60, 105, 225] } }],
    [['sound'], { ...good, probe: { ...good.probe, streams: [video, { ...audio, channels: 1 }] } }],
    [['streams', 'sound', 'soundAgainstPicture'], { ...good, probe: { ...good.probe, streams: [video] } }],
    [['soundOffset'], withDecoding({ offsets: [0, -10.125, 1] })],
    [['duration'], { ...good, probe: { ...good.probe, durationMs: timeline.durationMs + 22 } }],
    [['irregularFrames'], { ...good, times: good.times.map((seconds, frame) => seconds + (frame === 9 ? 0.001 : 0)) }],
    [['irregularFrames'], { ...good, times: [] }],
    [['joinedClips'], { ...good, unchanged: timeline.pieces.length - 1 }],
    [['frames'], withDecoding({ frames: timeline.frames - 1 })],
    [['decodingErrors'], withDecoding({ errors: 1 })],
    [['loudness'], withDecoding({ loudness: { integrated: -14.8, truePeak: -2 } })],
    [['loudness'], withDecoding({ loudness: { integrated: -Infinity, truePeak: -Infinity } })],
    [['truePeak'], withDecoding({ loudness: { integrated: -14, truePeak: -0.9 } })],
    [['black'], withDecoding({ black: [{ startMs: 0, endMs: 700 }] })],
    [['flashing'], withDecoding({ flashing: [{ startMs: 500, endMs: 1400, flashes: 3.5 }] })],
    [['silence'], withDecoding({ silent: [{ startMs: 1700, endMs: 3000 }] })],
    [['captionedScenes', 'captionText'], { ...good, cues: cues.slice(0, 1) }],
    [['captionTimes'], { ...good, cues: [cues[0] ?? expect.fail(), { ...(cues[1] ?? expect.fail()), startMs: 3190 }] }],
    [
      ['captionTimes'],
      {
        ...good,
        cues: [
          { ...(cues[0] ?? expect.fail()), endMs: 4000 },
          { ...(cues[1] ?? expect.fail()), startMs: 4010 },
        ],
      },
    ],
    [['captionText'], { ...good, cues: [{ ...(cues[0] ?? expect.fail()), lines: ['Other words of scene 0.'] }, cues[1] ?? expect.fail()] }],
  ])('%s', (names, evidence) => expect(failing(evidence)).toEqual(names));
});

test('flashes name the scene that shows most of them, and rather a file than what Reelwright draws', () => {
  const [first, second] = spec.scenes;
  if (!first || !second) throw new Error('no scenes');
  const cut = ((timeline.scenes[1]?.firstFrame ?? 0) * 1_000) / timeline.fps;
  const clip = { assetId: newId(), sha256: 'a', width: 320, height: 180, fit: 'FILL', durationMs: 9_000, trimStartMs: 0 } as const;
  const file = { clip: { ...clip, speed: 1, shortClip: 'LOOP' } } as const;
  const named = (scenes: FilmSpec['scenes'], fromMs: number, toMs: number) => {
    const shown = { ...spec, scenes };
    const flashing = [{ startMs: cut + fromMs, endMs: cut + toMs, flashes: 4 }];
    const broken = checkFilm({ ...withDecoding({ flashing }), spec: shown }).filter(({ ok }) => !ok);
    return [broken.map(({ sceneId }) => sceneId), filmFlashes(broken, shown)?.sceneId];
  };
  const [drawnThenFile, files] = [
    [first, { ...second, ...file }],
    [
      { ...first, ...file },
      { ...second, ...file },
    ],
  ];
  expect(named(drawnThenFile, -600, 300)).toEqual([[second.id], second.id]);
  expect(named(files, -200, 700)).toEqual([[second.id], second.id]);
  expect(named(files, -700, 200)).toEqual([[first.id], first.id]);
  expect(named(files, 0, 900)).toEqual([[second.id], second.id]);
  expect(named(spec.scenes, -200, 700)).toEqual([[second.id], undefined]);
});

test("a scene's own caption may stay until its end, and no longer", () => {
  const [first = expect.fail(), ...rest] = spec.scenes;
  const lasting = planTimeline({ ...spec, scenes: [{ ...first, durationMs: 6_000 }, ...rest] }, voices);
  const isMistimed = (endMs: number, caption?: string): boolean => {
    const film = { ...spec, scenes: [{ ...first, caption }, ...rest] };
    const checks = checkFilm({ ...good, spec: film, timeline: lasting, cues: [{ ...(cues[0] ?? expect.fail()), endMs }] });
    return checks.some(({ name, ok }) => name === 'captionTimes' && !ok);
  };
  const endMs = ((lasting.scenes[0]?.frames ?? 0) * 1_000) / 30;
  expect([isMistimed(endMs, 'Own'), isMistimed(endMs), isMistimed(endMs + 1_000, 'Own')]).toEqual([false, true, true]);
});

test('captions whose times no voice told are named, and are no fault', () => {
  const timing = (evidence: Evidence) => checkFilm(evidence).filter(({ name }) => name === 'captionTiming');
  expect(timing(good)).toEqual([]);
  const voices = good.voices.map((voice, index) => (index === 1 ? { ...voice, isEstimated: true as const } : voice));
  expect(timing({ ...good, voices })).toEqual([
    { name: 'captionTiming', expected: 'EXACT or ESTIMATED', measured: 'ESTIMATED', ok: true, sceneId: spec.scenes[1]?.id },
  ]);
});

test('a recording that was heard has exact captions, and pauses that nobody planned', () => {
  const recording = { assetId: newId(), sha256: 'a', durationMs: 2_000 };
  const recorded = { ...spec, scenes: spec.scenes.map((scene, index) => (index === 1 ? { ...scene, recording } : scene)) };
  const known = (evidence: Evidence) =>
    checkFilm(evidence).flatMap(({ name, measured }) => (/^caption(Timing|Times)$/.test(name) ? [measured] : []));
  expect(known({ ...good, spec: recorded })).toEqual(['with the voice, estimated in 1 scene', 'ESTIMATED']);
  const voices = good.voices.map((voice, index) => (index === 1 ? { ...voice, isHeard: true as const } : voice));
  expect(known({ ...good, spec: recorded, voices })).toEqual(['with the voice']);
  const { voiceAt = 0, voiceSamples = 0 } = good.timeline.scenes[1] ?? {};
  const silent = [{ startMs: voiceAt / 48 + 1, endMs: (voiceAt + voiceSamples) / 48 - 1 }];
  const isSilent = (evidence: Evidence) => checkFilm(evidence).find(({ name }) => name === 'silence')?.ok;
  const quiet = withDecoding({ silent });
  expect([isSilent(quiet), isSilent({ ...quiet, voices })]).toEqual([false, true]);
});

test('tells where and in which scene it is black', () => {
  const check = checkFilm(withDecoding({ black: [{ startMs: 4000, endMs: 4800 }] })).find(({ name }) => name === 'black');
  expect(check).toMatchObject({ measured: '800', atMs: 4000, sceneId: spec.scenes[1]?.id });
});

test('a picture that stands still is a fault where motion was planned, and of a drawn card only', () => {
  const frozen = withDecoding({ frozen: [{ startMs: 100, endMs: 3500 }] });
  const moving = (part: object) => ({
    ...spec,
    scenes: spec.scenes.map((scene) => ({ ...scene, motion: 'GENTLE' as 'GENTLE' | 'KEN_BURNS', ...part })),
  });
  const picture = { assetId: spec.scenes[0]?.id, sha256: 'a', width: 1, height: 1, fit: 'FILL' };
  expect(failing(frozen)).toEqual([]);
  expect(failing({ ...frozen, spec: moving({}) })).toEqual(['frozen']);
  expect(failing({ ...frozen, spec: moving({ picture }) })).toEqual([]);
  const inPart = withDecoding({ frozen: [{ startMs: 400, endMs: 3500 }] });
  expect(failing({ ...inPart, spec: moving({}) })).toEqual([]);
  expect(failing({ ...inPart, spec: moving({ motion: 'KEN_BURNS' }) })).toEqual(['frozen']);
  expect(failing({ ...withDecoding({ frozen: [{ startMs: 0, endMs: 2500 }] }), spec: moving({}) })).toEqual([]);
});

const picture = { assetId: newId(), sha256: 'a', width: 16, height: 9 };
const overlay = {
  ...{ id: 'a', content: picture, position: { x: 0.5, y: 0.5 }, width: 1, start: { scene: 0, offsetMs: 0 }, lengthMs: 3_000 },
  ...{ fadeInMs: 0, fadeOutMs: 0, opacity: 1 },
};
const half = { ...overlay, width: 0.5 };
const quarters = [0.25, 0.75].flatMap((x) => [0.25, 0.75].map((y) => ({ ...half, id: `${x}/${y}`, position: { x, y } })));

test.each<[string, FilmSpec['overlays'], string[]]>([
  ['a picture over all of it', [overlay], []],
  ['a picture until the end of the film', [{ ...overlay, lengthMs: undefined }], []],
  ['four pictures over all of it', quarters, []],
  ['a picture that has gone before', [{ ...overlay, lengthMs: 400 }], ['black', 'frozen']],
  ['a picture that comes later', [{ ...overlay, start: { scene: 1, offsetMs: 0 } }], ['black', 'frozen']],
  ['a logo', [{ ...overlay, width: 0.2 }], ['black', 'frozen']],
  ['a picture that is mostly outside', [{ ...overlay, position: { x: 1, y: 1 } }], ['black', 'frozen']],
  ['a picture that can hardly be seen', [{ ...overlay, opacity: 0.1 }], ['black', 'frozen']],
  ['a text', [{ ...overlay, content: { text: 'Words', size: 1, color: '#ffffff', align: 'LEFT' } }], ['black', 'frozen']],
])('what stands still or is black under %s', (_, overlays, faults) => {
  const scenes = spec.scenes.map((scene) => ({ ...scene, motion: 'KEN_BURNS' as const }));
  const evidence = withDecoding({ black: [{ startMs: 0, endMs: 3_030 }], frozen: [{ startMs: 0, endMs: 3_450 }] });
  expect(failing({ ...evidence, spec: { ...spec, scenes, ...(overlays && { overlays }) } })).toEqual(faults);
});

test('a film is delivered although it is a little too soft, or too fast to read', () => {
  const broken = (evidence: Evidence) => checkFilm(evidence).filter((check) => !check.ok && !isTolerable(check, evidence));
  const loud = (integrated: number) => withDecoding({ loudness: { integrated, truePeak: -2 } });
  expect([broken(loud(-15.4)), broken(loud(-12.6))]).toEqual([[], []]);
  expect([broken(loud(-15.6)), broken(loud(-Infinity))]).toMatchObject([[{ name: 'loudness' }], [{ name: 'loudness' }]]);
  const unspoken = (evidence: Evidence) => ({ ...evidence, voices: voices.map((voice) => ({ ...voice, phrases: [] })) });
  const music = { assetId: newId() };
  const isLost = (evidence: Evidence) =>
    broken({ ...unspoken(evidence), spec: { ...spec, music } }).some(({ name }) => name === 'loudness');
  expect([isLost(loud(-40)), isLost(loud(-Infinity)), isLost(loud(-12))]).toEqual([false, false, true]);
  const lines = ['Words of scene 1.'.repeat(4)];
  const hurried = { ...good, cues: [cues[0] ?? expect.fail(), { startMs: 3567, endMs: 5000, lines }] };
  expect(checkFilm(hurried).find(({ name }) => name === 'readingSpeed')).toMatchObject({ ok: false, measured: '47.5', atMs: 3567 });
  expect(broken(hurried).map(({ name }) => name)).toEqual(['captionText']);
});

test('composed music sounds in every pause, up to its end', () => {
  const music = { mood: 'calm', provider: 'builtin' } as const;
  const silent = (startMs: number, endMs: number) => ({ ...withDecoding({ silent: [{ startMs, endMs }] }), spec: { ...spec, music } });
  expect(failing(silent(0, 1100))).toEqual(['silence']);
  expect(failing(silent(timeline.durationMs - 1100, timeline.durationMs))).toEqual([]);
});

test('a pause that was planned is no silence', () => {
  const paused = [
    {
      ...(voices[0] ?? expect.fail()),
      phrases: [
        { text: 'a', startMs: 0, endMs: 300 },
        { text: 'b', startMs: 1700, endMs: 2000 },
      ],
    },
    voices[1] ?? expect.fail(),
  ];
  expect(plannedPauses(timeline, paused)).toContainEqual({ startMs: 1500, endMs: 2900 });
  expect(failing({ ...withDecoding({ silent: [{ startMs: 1490, endMs: 2910 }] }), voices: paused })).toEqual([]);
});

/** Runs a decoding whose ffmpeg writes these lines, of which it keeps the end. */
const logOf = (lines: readonly string[]) => {
  const run = (command: FfmpegCommand) => {
    for (const line of lines) command.onLogLine?.(line);
    return Promise.resolve({ log: lines.join('\n').slice(-1_000), wallMs: 0 });
  };
  const call = { workDir: '', signal: new AbortController().signal };
  return runDecoding({ run }, { inputs: [], outputOptions: [], output: '-', threads: 1, timeoutMs: 1 }, call);
};

test('a log that is longer than what is kept of it loses neither the first freeze nor an error', async () => {
  const freeze = (at: number) => ['start', 'end'].map((edge, index) => `lavfi.freezedetect.freeze_${edge}: ${at + index / 2}`);
  const freezes = Array.from({ length: 100 }, (_, index) => freeze(index + 3)).flat();
  const found = readPictureDecoding(await logOf(['concealing 12 DC, 12 AC, 12 MV errors', ...freezes]), 200_000);
  expect(found.errors).toBe(1);
  expect(found.frozen).toHaveLength(100);
  expect(found.frozen[0]).toEqual({ startMs: 3_000, endMs: 3_500 });
});

test('understands what the filters write', async () => {
  const picture = [
    '[blackdetect @ 0x2] black_start:2 black_end:3.5 black_duration:1.5',
    '[freezedetect @ 0x5] lavfi.freezedetect.freeze_start: 1.5',
    '[freezedetect @ 0x5] lavfi.freezedetect.freeze_duration: 2.5',
    '[freezedetect @ 0x5] lavfi.freezedetect.freeze_end: 4',
    '[freezedetect @ 0x5] lavfi.freezedetect.freeze_start: 7',
    '[h264 @ 0x3] error while decoding MB 10 10, bytestream -5',
    'frame=  300 fps=0.0 q=-0.0 Lsize=N/A time=00:00:10.00 bitrate=N/A speed= 100x',
  ];
  const frozen = [
    { startMs: 1500, endMs: 4000 },
    { startMs: 7000, endMs: 10_000 },
  ];
  expect(readPictureDecoding(await logOf(picture), 10_000)).toEqual({
    frames: 300,
    black: [{ startMs: 2000, endMs: 3500 }],
    frozen,
    errors: 1,
  });
  const audio = [
    '[silencedetect @ 0x1] silence_start: -0.01',
    '[silencedetect @ 0x1] silence_end: 1.5 | silence_duration: 1.51',
    '[silencedetect @ 0x1] silence_start: 8',
  ];
  const silent = [
    { startMs: 0, endMs: 1500 },
    { startMs: 8000, endMs: 10_000 },
  ];
  const loudness = { integrated: -Infinity, truePeak: -Infinity };
  expect(readAudioDecoding(await logOf(audio), 10_000)).toEqual({ silent, loudness, errors: 0 });
});

test('a film has the chapters with which it was assembled, and one from before there were chapters is not asked for them', () => {
  expect(failing({ ...good, chapters: 2 })).toEqual(['chapters']);
  expect(failing({ ...good, chapters: undefined })).toEqual([]);
});
