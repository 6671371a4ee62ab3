import { describe, expect, test } from 'vitest';
import { readLoudness } from '../../../../../src/features/renders/film/sound/loudness.ts';
import { firstLevel, isBetter, MAX_ATTEMPTS, nextLevel } from '../../../../../src/features/renders/film/sound/audio.ts';
import { sceneVoiceOf, soundingPart, voiceGain } from '../../../../../src/features/renders/film/sound/voice.ts';
import { wavHeader } from '../../../../../src/platform/audio/wav-header.ts';
import { readWavHeader } from '../../../../../src/features/renders/film/sound/wav.ts';

const summary = (integrated: string, peak = '-3.2') => `
[Parsed_ebur128_0 @ 0x1] Summary:

  Integrated loudness:
    I:         ${integrated} LUFS
    Threshold: -26.2 LUFS

  Loudness range:
    LRA:         1.5 LU
    Threshold: -36.2 LUFS

  True peak:
    Peak:       ${peak} dBFS
`;

describe('readLoudness', () => {
  test('reads the last summary', () => {
    expect(readLoudness(summary('-30.0') + summary('-15.9'))).toEqual({ integrated: -15.9, truePeak: -3.2 });
  });

  test.each([summary('-70.0', '-inf'), summary('nan', 'nan'), summary('-inf', '-inf'), 'nothing'])('silence has none', (log) => {
    expect(readLoudness(log)).toEqual({ integrated: -Infinity, truePeak: -Infinity });
  });
});

const MIX = { channels: 2 } as const;

describe('levels', () => {
  const level = { gainDb: -1, limit: 0.794 };

  test('a voice on two channels is 3 dB louder', () => {
    expect(firstLevel({ integrated: -16, truePeak: -1 }, { channels: 1 }).gainDb).toBeCloseTo(-1.01, 2);
    expect(firstLevel({ integrated: -16, truePeak: -1 }, { channels: 2 }).gainDb).toBeCloseTo(2, 2);
  });

  test('silence is left alone', () => {
    const silence = { integrated: -Infinity, truePeak: -Infinity };
    expect(firstLevel(silence, { channels: 1 }).gainDb).toBe(0);
    expect(nextLevel([{ level, ...silence }], MIX)).toBeUndefined();
  });

  test('no sound becomes 20 dB louder than its file, half of which is in the mix', () => {
    const room = { integrated: -66, truePeak: -50 };
    expect(firstLevel(room, { channels: 2 }).gainDb).toBeCloseTo(26, 1);
    const made = { level: firstLevel(room, { channels: 2 }), integrated: -40, truePeak: -24 };
    expect(nextLevel([made], MIX)).toBeUndefined();
    const soft = { level: { gainDb: 20, limit: 0.794 }, integrated: -30, truePeak: -2 };
    expect(nextLevel([soft], MIX)?.gainDb).toBeCloseTo(26, 1);
    // Music that is 12 dB louder already.
    expect(nextLevel([{ ...soft, level: { gainDb: 10, limit: 0.794 } }], { ...MIX, raisedDb: 12 })?.gainDb).toBeCloseTo(14, 1);
    expect(firstLevel(room, { ...MIX, raisedDb: 12 }).gainDb).toBeCloseTo(14, 1);
  });

  test('what is as loud as allowed has its peaks lowered all the same', () => {
    const { gainDb } = firstLevel({ integrated: -66, truePeak: -50 }, { channels: 2 });
    const next = nextLevel([{ level: { gainDb, limit: 0.794 }, integrated: -40, truePeak: -0.5 }], MIX);
    expect([next?.gainDb, (next?.limit ?? 1) < 0.794]).toEqual([gainDb, true]);
  });

  test('what is near enough is not made again', () => {
    expect(nextLevel([{ level, integrated: -14.4, truePeak: -1.5 }], MIX)).toBeUndefined();
  });

  test('what is too soft becomes louder by what is missing', () => {
    expect(nextLevel([{ level, integrated: -15, truePeak: -1.5 }], MIX)).toEqual({ gainDb: 0, limit: 0.794 });
  });

  test('a peak over the ceiling lowers the limiter by more than it was over', () => {
    const better = nextLevel([{ level, integrated: -14, truePeak: 0 }], MIX);
    expect(better?.limit).toBeCloseTo(0.794 * 10 ** (-1.2 / 20), 4);
  });
});

describe('attempts', () => {
  /** A limiter that eats most of the gain: a third of a dB becomes louder. */
  const measured = (gainDb: number) => ({ level: { gainDb, limit: 0.794 }, integrated: -16.4 + gainDb / 3, truePeak: -1.5 });

  test('follow the slope that was measured, and meet the loudness where one correction does not', () => {
    const attempts = [measured(0)];
    for (let level = nextLevel(attempts, MIX); level !== undefined; level = nextLevel(attempts, MIX)) attempts.push(measured(level.gainDb));
    expect(attempts.length).toBeGreaterThan(2);
    expect(attempts.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
    expect(Math.abs((attempts.at(-1)?.integrated ?? 0) + 14)).toBeLessThanOrEqual(0.5);
  });

  test('end after six', () => {
    expect(
      nextLevel(
        Array.from({ length: 5 }, () => measured(0)),
        MIX,
      ),
    ).toBeDefined();
    expect(
      nextLevel(
        Array.from({ length: 6 }, () => measured(0)),
        MIX,
      ),
    ).toBeUndefined();
  });

  test('are compared by peaks over the ceiling first, then by loudness', () => {
    const [soft, near, loudPeak] = [
      { integrated: -15, truePeak: -2 },
      { integrated: -14.3, truePeak: -1 },
      { integrated: -14, truePeak: -0.5 },
    ];
    expect([isBetter(near, soft), isBetter(soft, near), isBetter(loudPeak, soft), isBetter(soft, loudPeak)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('voices', () => {
  test('keeps 10 ms round what sounds', () => {
    const clip = new Int16Array(48_000);
    clip.fill(1000, 10_000, 20_000);
    expect(soundingPart(clip)).toEqual({ from: 10_000 - 480, to: 20_000 + 480 });
  });

  test('a silent clip keeps its length and gets no gain', () => {
    expect(soundingPart(new Int16Array(500))).toEqual({ from: 0, to: 500 });
    expect(voiceGain(-Infinity, new Int16Array(500))).toBe(0);
  });

  test('a clip too short to measure is levelled by its power', () => {
    const clip = new Int16Array(4800).fill(3277);
    expect(voiceGain(-Infinity, clip)).toBeCloseTo(-16 + 20 + 0.691, 1);
    expect(voiceGain(-20, clip)).toBe(4);
    expect(voiceGain(-69, clip)).toBe(30);
  });

  test('phrases move with the trimmed beginning and stay inside the clip', () => {
    const phrases = [
      { text: 'a', startMs: 5, endMs: 500 },
      { text: 'b', startMs: 600, endMs: 2000 },
    ];
    expect(sceneVoiceOf(phrases, { samples: 48_000, trimmedSamples: 4800 })).toEqual({
      samples: 48_000,
      phrases: [
        { text: 'a', startMs: 0, endMs: 400 },
        { text: 'b', startMs: 500, endMs: 1000 },
      ],
    });
  });
});

describe('WAV', () => {
  test('reads what it writes', () => {
    expect(readWavHeader(wavHeader(100, 48_000), 244)).toEqual({
      dataAt: 44,
      dataBytes: 200,
      sampleRate: 48_000,
      channels: 1,
      bitsPerSample: 16,
    });
  });

  test('steps over chunks in front of the samples, and believes the file rather than an endless length', () => {
    const header = wavHeader(100, 22_050);
    const extra = Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1');
    const file = Buffer.concat([header.subarray(0, 36), extra, header.subarray(36)]);
    file.writeUInt32LE(0xffffffff, file.length - 4);
    expect(readWavHeader(file, file.length + 200)).toMatchObject({ dataAt: 44 + 12, dataBytes: 200, sampleRate: 22_050 });
  });

  test('knows what is no WAV file', () => {
    expect(readWavHeader(Buffer.alloc(100), 100)).toBeUndefined();
    expect(readWavHeader(Buffer.from('RIFF'), 4)).toBeUndefined();
  });
});
