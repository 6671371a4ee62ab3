import { gzipSync } from 'node:zlib';
import type { Bait, Hostile } from './corpus.ts';
import { ascii, pngHeader, PNG_START, riff, zeros } from './parts.ts';

const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'));

/** Files that are something else: pages, programs, archives, and lists that point at others. */
export function strangers({ url, path }: Bait, { mp4, mp3 }: { readonly mp4: Buffer; readonly mp3: Buffer }): readonly Hostile[] {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="${url}/svg"/><image xlink:href="file://${path}"/></svg>`;
  const m3u8 = ['#EXTM3U', '#EXT-X-MEDIA-SEQUENCE:0', '#EXTINF:10.0,', `concat:${url}/header.m3u8|file://${path}`, '#EXT-X-ENDLIST'];
  const tar = zeros(1024);
  tar.write('film.mp4');
  tar.write('ustar', 257);
  return [
    { name: 'empty.png', kind: 'IMAGE', bytes: zeros(0), ends: 'EMPTY_FILE' },
    { name: 'one-byte.mp4', kind: 'VIDEO', bytes: ascii('\0'), ends: 'TYPE_UNKNOWN' },
    { name: 'zeros.mp4', kind: 'VIDEO', bytes: zeros(1 << 20), ends: 'TYPE_UNKNOWN' },
    { name: 'words.png', kind: 'IMAGE', bytes: text('push graphic-context', `image over 0,0 0,0 '${url}/mvg'`), ends: 'TYPE_UNKNOWN' },
    { name: 'picture.bmp', kind: 'IMAGE', bytes: Buffer.concat([ascii('BM'), zeros(100)]), ends: 'TYPE_UNKNOWN' },
    { name: 'drawing.png', kind: 'IMAGE', bytes: text(svg), ends: 'ACTIVE_CONTENT' },
    { name: 'drawing-with-mark.png', kind: 'IMAGE', bytes: text('\uFEFF \n', svg), ends: 'ACTIVE_CONTENT' },
    {
      name: 'drawing-with-entity.jpg',
      kind: 'IMAGE',
      bytes: text('<?xml version="1.0"?>', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file://${path}">]>`, '<svg>&x;</svg>'),
      ends: 'ACTIVE_CONTENT',
    },
    { name: 'page.jpg', kind: 'IMAGE', bytes: text('<!DOCTYPE html><html><script>alert(1)</script></html>'), ends: 'ACTIVE_CONTENT' },
    { name: 'document.jpg', kind: 'IMAGE', bytes: text('%PDF-1.7', `/URI (${url}/pdf)`), ends: 'ACTIVE_CONTENT' },
    { name: 'script.png', kind: 'IMAGE', bytes: text('%!PS', `(${path}) run`), ends: 'ACTIVE_CONTENT' },
    { name: 'program.png', kind: 'IMAGE', bytes: Buffer.concat([ascii('\x7fELF\x02\x01\x01'), zeros(200)]), ends: 'ACTIVE_CONTENT' },
    { name: 'shell.mp4', kind: 'VIDEO', bytes: text('#!/bin/sh', `cat ${path}`), ends: 'ACTIVE_CONTENT' },
    { name: 'list.m3u8', kind: 'VIDEO', bytes: text(...m3u8), ends: 'PLAYLIST' },
    { name: 'list-with-mark.mp4', kind: 'VIDEO', bytes: text('\uFEFF', '', ...m3u8), ends: 'PLAYLIST' },
    { name: 'concat.mp4', kind: 'VIDEO', bytes: text('ffconcat version 1.0', `file '${path}'`, `file ${url}/concat`), ends: 'PLAYLIST' },
    { name: 'concat-bare.mp4', kind: 'VIDEO', bytes: text(`file '${path}'`), ends: 'PLAYLIST' },
    {
      name: 'session.sdp',
      kind: 'VIDEO',
      bytes: text('v=0', 'o=- 0 0 IN IP4 127.0.0.1', 'c=IN IP4 127.0.0.1', 'm=video 5004 RTP/AVP 96'),
      ends: 'PLAYLIST',
    },
    {
      name: 'dash.mpd',
      kind: 'VIDEO',
      bytes: text('<?xml version="1.0"?>', `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>${url}/dash</BaseURL></MPD>`),
      ends: 'PLAYLIST',
    },
    {
      name: 'smooth.ism',
      kind: 'VIDEO',
      bytes: text(`<SmoothStreamingMedia Url="${url}/smooth"></SmoothStreamingMedia>`),
      ends: 'PLAYLIST',
    },
    { name: 'radio.pls', kind: 'AUDIO', bytes: text('[playlist]', `File1=${url}/pls`), ends: 'PLAYLIST' },
    {
      name: 'song-that-is-a-list.mp3',
      kind: 'AUDIO',
      bytes: Buffer.concat([ascii('ID3\x04\0\0\0\0\0\0'), text(...m3u8)]),
      ends: 'DAMAGED',
    },
    {
      name: 'captions-with-list.avi',
      kind: 'VIDEO',
      bytes: riff('AVI ', ['LIST', ascii('hdrl')], ['JUNK', text('GAB2', ...m3u8)]),
      ends: 'DAMAGED',
    },
    { name: 'odd-codec.avi', kind: 'VIDEO', bytes: riff('AVI ', ['LIST', ascii('hdrlavihCRAM')]), ends: 'DAMAGED' },
    { name: 'archive.png', kind: 'IMAGE', bytes: Buffer.concat([ascii('PK\x03\x04'), zeros(100)]), ends: 'ARCHIVE' },
    { name: 'archive.mp4', kind: 'VIDEO', bytes: Buffer.concat([ascii('7z\xbc\xaf\x27\x1c'), zeros(100)]), ends: 'ARCHIVE' },
    { name: 'archive.rar', kind: 'VIDEO', bytes: Buffer.concat([ascii('Rar!\x1a\x07\0'), zeros(100)]), ends: 'ARCHIVE' },
    { name: 'archive.tar', kind: 'VIDEO', bytes: tar, ends: 'ARCHIVE' },
    { name: 'bomb.woff2', kind: 'FONT', bytes: gzipSync(zeros(16 << 20)), ends: 'ARCHIVE' },
    { name: 'film-named.jpg', kind: 'IMAGE', bytes: mp4, ends: 'TYPE_MISMATCH' },
    { name: 'film-named.mp3', kind: 'AUDIO', bytes: mp4, ends: 'TYPE_MISMATCH' },
    { name: 'song-named.mp4', kind: 'VIDEO', bytes: mp3, ends: 'TYPE_MISMATCH' },
    { name: 'picture-named.mp4', kind: 'VIDEO', bytes: Buffer.concat([PNG_START, pngHeader(1, 1)]), ends: 'TYPE_MISMATCH' },
    { name: 'captions-named.png', kind: 'IMAGE', bytes: text('1', '00:00:01,000 --> 00:00:02,000', 'Hello'), ends: 'TYPE_MISMATCH' },
  ];
}
