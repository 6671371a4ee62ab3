import { expect, test } from 'vitest';
import { readProbe } from '../../../../src/platform/media/probe-json.ts';

const video = {
  codec_type: 'video',
  codec_name: 'h264',
  profile: 'High',
  width: 1280,
  height: 720,
  pix_fmt: 'yuv420p',
  r_frame_rate: '30000/1001',
  avg_frame_rate: '0/0',
  nb_read_packets: '300',
  duration: '10.01',
  color_primaries: 'bt709',
  color_space: 'bt709',
};

test('turns strings into numbers and seconds into milliseconds', () => {
  const json = { format: { format_name: 'mov,mp4', duration: '10.5', bit_rate: '1000' }, streams: [video, { codec_type: 'attachment' }] };
  const probe = readProbe(JSON.stringify(json));
  expect(probe).toMatchObject({ durationMs: 10_500, formatName: 'mov,mp4', bitRate: 1000 });
  expect(probe?.streams[0]).toMatchObject({
    kind: 'video',
    frames: 300,
    durationMs: 10_010,
    color: { primaries: 'bt709', matrix: 'bt709' },
  });
  expect(probe?.streams[0]?.fps).toBeCloseTo(29.97, 2);
  expect(probe?.streams[1]).toMatchObject({ kind: 'data', codec: 'unknown', fps: undefined });
});

test.each(['', 'not json', '{}', '{"format":{},"streams":[]}'])('knows that %j is no answer', (json) => {
  expect(readProbe(json)).toBeUndefined();
});

test.each([
  ['what is a common rate, whatever the times are multiples of', '30000/1001', '60/1', 29.97],
  ['the rate of a film in fragments, of which the mean counts too few frames', '29683/1000', '30/1', 30],
  ['the mean of a film whose rate varies', '27300/1000', '120/1', 27.3],
  ['frames, not fields', '25/1', '50/1', 25],
])('tells %s', (_, avg_frame_rate, r_frame_rate, fps) => {
  const json = { format: { format_name: 'mov' }, streams: [{ ...video, avg_frame_rate, r_frame_rate }] };
  expect(readProbe(JSON.stringify(json))?.streams[0]?.fps).toBeCloseTo(fps, 2);
});

test.each([
  ['64:45', 64 / 45],
  ['0:1', 1],
  [undefined, 1],
])('takes pixels of %s', (sample_aspect_ratio, ratio) => {
  const json = { format: { format_name: 'mov' }, streams: [{ ...video, sample_aspect_ratio }] };
  expect(readProbe(JSON.stringify(json))?.streams[0]?.sampleAspect).toBe(ratio);
});
