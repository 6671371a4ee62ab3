import { expect, test } from 'vitest';
import { ffmpegArguments, ffprobeArguments } from '../../../../src/platform/media/ffmpeg-arguments.ts';

const command = {
  inputs: [
    { path: '/w/a b.png', format: 'png_pipe', options: ['-metadata', 'title=two words'] },
    { path: '-dash.wav', format: 'wav' },
  ],
  filterGraph: "[0:v]scale=2:2,overlay=enable='between(n,0,1)'[v]",
  outputOptions: ['-map', '[v]', '-f', 'mp4'],
  output: '/w/out.mp4',
  threads: 1,
  timeoutMs: 1,
};

test('builds the whole list, each input with its demuxer, its protocols and its threads', () => {
  const input = (format: string) => ['-f', format, '-protocol_whitelist', 'file', '-threads', '1'];
  expect(ffmpegArguments(command)).toEqual(
    [
      ['-y', '-nostdin', '-hide_banner', '-loglevel', 'info', '-nostats', '-stats_period', '0.25', '-progress', 'pipe:3'],
      ['-filter_complex_threads', '1'],
      [...input('png_pipe'), '-metadata', 'title=two words', '-i', 'file:/w/a b.png'],
      [...input('wav'), '-i', 'file:-dash.wav'],
      ['-filter_complex', "[0:v]scale=2:2,overlay=enable='between(n,0,1)'[v]"],
      ['-threads', '1', '-map', '[v]', '-f', 'mp4', 'file:/w/out.mp4'],
    ].flat(),
  );
});

test('writes nowhere when only the log is wanted', () => {
  expect(ffmpegArguments({ ...command, output: '-' }).at(-1)).toBe('-');
});

test('forces the demuxer on ffprobe too', () => {
  const list = ffprobeArguments({ path: 'x.mp4', format: 'mov' }, true);
  expect(list.slice(list.indexOf('-f'), list.indexOf('-f') + 4)).toEqual(['-f', 'mov', '-protocol_whitelist', 'file']);
  expect(list.at(-1)).toBe('file:x.mp4');
});

const guard = { decoders: ['h264', 'aac'], maxPixels: 100, maxStreams: 4 };

test('lets a file that a user sent be nothing but what it was taken for', () => {
  const limits = ['-format_whitelist', 'mov', '-codec_whitelist', 'h264,aac', '-max_pixels', '100', '-max_streams', '4'];
  const guarded = [...limits, '-use_absolute_path', '0', '-enable_drefs', '0'].join(' ');
  const input = { path: 'x.mp4', format: 'mov', guard };
  const run = ffmpegArguments({ ...command, inputs: [input] }).join(' ');
  const probe = ffprobeArguments(input, false).join(' ');
  for (const list of [run, probe]) {
    expect(list).toContain(`-f mov -protocol_whitelist file ${guarded}`);
    expect(list).toContain('-max_alloc 536870912');
  }
  expect(probe).not.toContain('-count_packets');
});
