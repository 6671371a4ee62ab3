import { describe, expect, test } from 'vitest';
import { judgeFfmpeg, outdated } from '../../../../src/platform/media/ffmpeg-version.ts';

const answers = {
  banner: 'ffmpeg version 5.1.9-0+deb12u1 Copyright (c)\nlibavcodec     59. 37.100 / 59. 37.100\n',
  encoders: ' V....D libx264              libx264 H.264\n V....D libx264rgb  H.264\n',
  filters: ' .S. xfade             VV->V      Cross fade one video with another video.\n',
};

describe('judgeFfmpeg', () => {
  test('takes what Debian ships', () => {
    expect(judgeFfmpeg(answers)).toEqual({ version: '5.1.9', lacks: undefined });
  });

  test('reads the number of a tagged build, and keeps the name of one that has none', () => {
    const named = (name: string) => judgeFfmpeg({ ...answers, banner: answers.banner.replace('5.1.9-0+deb12u1', name) }).version;
    expect(named('n7.0-7-gd38bf5e08e-20240407')).toBe('7.0');
    expect(named('N-66595-gc2b38619c0-static')).toBe('N-66595-gc2b38619c0-static');
  });

  test.each([
    ['is older than version 5', { banner: answers.banner.replace('59.', '58.') }],
    ['was built without libx264', { encoders: ' V....D libx264rgb  H.264\n' }],
    ['was built without xfade', { filters: ' .S. xfade_opencl  VV->V\n' }],
    ['does not answer as ffmpeg does', { banner: 'hello' }],
  ])('refuses one that %s', (lacks, part) => {
    expect(judgeFfmpeg({ ...answers, ...part }).lacks).toBe(lacks);
  });
});

describe('outdated', () => {
  test.each(['5.1.9', '7.0', '7.1.4', '8.0.2', '8.1', '8.1.1'])('warns of %s', (version) => expect(outdated(version)).toContain(version));
  test.each(['7.1.5', '8.0.3', '8.1.2', '8.2', '9.0', 'N-66595-g'])('is silent about %s', (version) =>
    expect(outdated(version)).toBeUndefined(),
  );
});
