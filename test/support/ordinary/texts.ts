import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Ordinary } from './ordinary.ts';

const captions = (name: string, durationMs: number, text: string): Ordinary => ({
  name,
  expected: { kind: 'CAPTION', durationMs, withinMs: 0, codecs: [name.endsWith('srt') ? 'subrip' : 'webvtt'] },
  make: () => Promise.resolve(Buffer.from(text)),
});

const SRT = '1\n00:00:00,500 --> 00:00:01,500\nSea\n\n2\n00:00:02,000 --> 00:00:03,000\nSky\n';

const font = (packageName: string, file: string): Ordinary => ({
  name: file,
  expected: { kind: 'FONT', codecs: [] },
  make: () => Promise.resolve(readFileSync(createRequire(import.meta.url).resolve(`@fontsource/${packageName}/files/${file}`))),
});

export const texts = (): readonly Ordinary[] => [
  captions('film.srt', 3_000, SRT),
  captions('windows.srt', 3_000, `\uFEFF${SRT.replaceAll('\n', '\r\n')}`),
  captions('mac.srt', 3_000, SRT.replaceAll('\n', '\r')),
  captions('blanks-between.srt', 3_000, SRT.replace('\n\n', '\n  \n')),
  captions('empty-line-within.srt', 3_000, SRT.replace('Sea', 'Sea\n\nand land')),
  captions('styled.srt', 3_000, SRT.replace('Sea', '<i>Sea</i> {\\an8}<font color="#fff">')),
  captions('placed.srt', 3_000, SRT.replace(',500\nSea', ',500  X1:10 X2:20 Y1:5 Y2:9\nSea')),
  captions('many-lines-between.srt', 3_000, `\n\n${SRT.replace('\n\n', '\n\n\n\n')}\n\n`),
  captions('short-times.srt', 3_000, SRT.replace('00:00:00,500', '0:00:00,5')),
  captions('points.srt', 3_000, SRT.replaceAll(/(\d),(\d)/g, '$1.$2')),
  captions('number-as-text.srt', 3_000, SRT.replace('Sea', '1984')),
  captions('web.vtt', 2_000, 'WEBVTT\n\n00:01.000 --> 00:02.000\nSea\n'),
  captions('named.vtt', 2_000, 'WEBVTT - Sea and sky\n\nfirst\n00:01.000 --> 00:02.000 line:0 position:20% align:start\nSea\n'),
  captions('styled.vtt', 2_000, 'WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE by hand\n\n00:01.000 --> 00:02.000\n<v Ada>Sea</v>\n'),
  captions(
    'video-site.vtt',
    4_000,
    [
      'WEBVTT\nKind: captions\nLanguage: en\n',
      '00:00:00.480 --> 00:00:02.000 align:start position:0%\n \nthe<00:00:00.800><c> sea</c>\n',
      '00:00:02.000 --> 00:00:02.010 align:start position:0%\nthe sea\n \n',
      '00:00:02.010 --> 00:00:04.000 align:start position:0%\nthe sea\nand<00:00:03.000><c> sky</c>\n',
    ].join('\n'),
  ),
  captions(
    'regions.vtt',
    2_000,
    'WEBVTT\r\n\r\nREGION\r\nid:left\r\nwidth:40%\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000 region:left\r\nSea\r\n',
  ),
  font('noto-sans', 'noto-sans-latin-400-normal.woff2'),
  font('noto-serif', 'noto-serif-latin-700-normal.woff2'),
];
