import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../../../../src/platform/storage/content-disposition.ts';

const extended = (header: string) => decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? '');

describe('the name of a download', () => {
  it('stays as it is when it is plain', () => {
    expect(contentDisposition('ATTACHMENT', 'my film (1).mp4')).toBe('attachment; filename="my film (1).mp4"');
    expect(contentDisposition('INLINE', 'a.vtt')).toBe('inline; filename="a.vtt"');
  });

  it('is written twice when old clients could not read it', () => {
    const header = contentDisposition('ATTACHMENT', "Größe's 100% “日本” 🎬.mp4");
    expect(header).toMatch(/^attachment; filename="[ !#-$&-~]*"; filename\*=UTF-8''[A-Za-z0-9%.!~_-]+$/);
    expect(extended(header)).toBe("Größe's 100% “日本” 🎬.mp4");
  });

  it('cannot leave its quotes, its line or its folder', () => {
    expect(contentDisposition('ATTACHMENT', 'a"; filename="b')).toContain('filename="a_; filename=_b"');
    expect(contentDisposition('ATTACHMENT', '../..\\x\r\ny\0')).toBe('attachment; filename=".._.._x__y_"');
    expect(extended(contentDisposition('ATTACHMENT', 'ü\u202egpj.exe'))).toBe('ü_gpj.exe');
  });

  it('is never empty, half a character or endless, and keeps its ending', () => {
    expect(contentDisposition('ATTACHMENT', '  ')).toBe('attachment; filename="download"');
    expect(extended(contentDisposition('ATTACHMENT', 'a\ud83c.mp4'))).toBe('a\ufffd.mp4');
    const long = extended(contentDisposition('ATTACHMENT', `${'🎬'.repeat(400)}.mp4`));
    expect([Array.from(long).length, long.endsWith('🎬.mp4')]).toEqual([124, true]);
  });
});
