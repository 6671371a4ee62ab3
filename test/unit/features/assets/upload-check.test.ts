import { describe, expect, test } from 'vitest';
import { announcedKind, bareType, problemsOf } from '../../../../src/features/assets/upload-check.ts';

const fields = (more: object): string[] =>
  problemsOf({ fileName: 'sea.png', contentType: 'image/png', byteSize: 1, ...more }).map(({ path }) => path);

describe('what is said of a file', () => {
  test.each(['sea.png', 'Čerwený západ – 3.PNG', '海.png', '...sea.png', 'sea .png', `${'s'.repeat(251)}.png`])(
    'may name it %j',
    (fileName) => expect(fields({ fileName })).toEqual([]),
  );

  test.each([
    '',
    ' ',
    '.',
    '..',
    '../sea.png',
    'a\\b.png',
    'a\0.png',
    'a\n.png',
    '-sea.png',
    'a\u202e.png',
    '\ud800.png',
    `${'é'.repeat(126)}.png`,
  ])('may not name it %j', (fileName) => expect(fields({ fileName })).toContain('fileName'));

  test('is wrong in several fields at once', () => {
    expect(fields({ fileName: '/', contentType: 'x', byteSize: 0, sha256: 'g'.repeat(64) }).toSorted()).toEqual(
      ['byteSize', 'contentType', 'fileName', 'fileName', 'sha256'].toSorted(),
    );
  });

  test('limits its bytes by its kind', () => {
    expect(fields({ byteSize: 50 * 1024 ** 2 })).toEqual([]);
    expect(fields({ byteSize: 50 * 1024 ** 2 + 1 })).toEqual(['byteSize']);
    expect(fields({ fileName: 'sea.mov', byteSize: 10 * 1024 ** 3 })).toEqual([]);
  });

  test.each([
    ['sea.MP4', '', 'VIDEO'],
    ['sea.mp4', 'image/png', 'VIDEO'],
    ['sea', 'Audio/MPEG; rate=1', 'AUDIO'],
    ['voice.webm', 'audio/webm;codecs=opus', 'AUDIO'],
    ['sea.png', 'audio/mpeg', 'IMAGE'],
    ['sea.svg', 'image/svg+xml', undefined],
    ['sea.wmv', 'video/x-ms-wmv', undefined],
    ['sea.bmp', 'image/bmp', undefined],
    ['sea.woff', 'font/woff', undefined],
    ['sea.tif', 'image/tiff', undefined],
    ['sea.MTS', '', 'VIDEO'],
    ['sea.avi', 'video/x-msvideo', 'VIDEO'],
    ['sea.hif', '', 'IMAGE'],
    ['sea.ogg', 'audio/ogg', 'AUDIO'],
    ['sea.ogv', 'video/ogg', 'VIDEO'],
    ['sea.m4a', 'audio/x-m4a', 'AUDIO'],
    ['sea', 'video/3gpp', 'VIDEO'],
    ['sea', 'audio/webm', 'AUDIO'],
    ['sea.vtt', null, 'CAPTION'],
    ['sea', 'font/woff2', 'FONT'],
    ['sea.zip', 'application/zip', undefined],
    ['sea', null, undefined],
  ])('makes %j of type %j a %s, until the bytes decide', (fileName, contentType, kind) =>
    expect(announcedKind({ fileName, contentType })).toBe(kind),
  );

  test('is a bare type', () => expect([bareType(' Video/MP4;codecs=x'), bareType('')]).toEqual(['video/mp4', 'application/octet-stream']));
});
