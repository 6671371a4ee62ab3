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
