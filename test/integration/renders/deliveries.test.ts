import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFile } from '../../../src/features/renders/deliveries/check-rendition.ts';
import { RECIPES } from '../../../src/features/renders/deliveries/recipes.ts';
import type { FileRendition } from '../../../src/features/renders/deliveries/rendition-files.ts';
import { openWav } from '../../../src/features/renders/film/sound/wav.ts';
import { verifyFilm } from '../../../src/features/renders/film/verify.ts';
import { ffmpegs } from '../../support/ffmpegs.ts';
import { call, makeSmallFilm, type SmallFilm } from '../../support/small-film.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe.each(ffmpegs)('$name', ({ media }) => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let film: SmallFilm;
  beforeAll(async () => {
    folder = await temporaryFolder();
    film = await makeSmallFilm({ media, workDir: folder.path, voicesMs: [2_500, 9_500, 9_000] });
  }, 60_000);
  afterAll(() => folder[Symbol.asyncDispose]());

  const inFolder = (name: string): string => path.join(folder.path, name);

  async function make(kind: FileRendition) {
    const finished = { spec: film.spec, timeline: film.timeline, isAudible: true };
    const making = {
      ...{ ...finished, media, film: film.film, fileName: 'film', threads: 2, report: () => undefined },
      ...call(folder.path),
    };
    const planned = RECIPES[kind].files(finished);
    const paths = planned.map(({ ending }) => inFolder(`made-${ending}`));
    await RECIPES[kind].make(making, (file) => paths[file]!);
    const expected = RECIPES[kind].expected(finished);
    const checks = [];
    for (const [index, file] of planned.entries()) {
      const media_ = expected[index];
      if (media_) checks.push(...(await checkFile(making, { path: paths[index]!, planned: file, expected: media_ })));
    }
    return { paths, planned, checks };
  }

  test.each(['WEBM', 'GIF', 'AUDIO_MP3', 'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD'] as const)(
    'a film becomes %s, which passes its checks',
    async (kind) => {
      const { checks } = await make(kind);
      console.log(kind, JSON.stringify(checks.map(({ name, measured }) => [name, measured])));
      expect(checks.length).toBeGreaterThan(1);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    },
  );
  test('x', async () => {
    expect((await verifyFilm({ media, ...film, threads: 1, report: () => undefined, ...call(folder.path) })).filter(({ ok, name }) => !ok || name === 'chapters')).toEqual([]);
    const { paths } = await make('CHAPTERS');
    console.log(await readFile(paths[0]!, 'utf8'), await readFile(paths[1]!, 'utf8'));
    void openWav;
  });
});
