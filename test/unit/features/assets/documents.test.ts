import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeFile } from '../../../../src/features/assets/ingest/probe/probe-file.ts';
import type { ProbeContext } from '../../../../src/features/assets/ingest/probe/probe-context.ts';
import { problemsOf } from '../../../../src/features/assets/uploads/upload-check.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelwright-documents-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function probe(content: string | Uint8Array) {
  const path = join(folder, 'table');
  await writeFile(path, content);
  // Tables never reach ffmpeg.
  const context = { path, call: {} } as unknown as ProbeContext;
  return probeFile('DOCUMENT', context);
}

describe('a table', () => {
  it.each([
    ['csv', 'text/csv', 'name,price\nA lamp,1\n'],
    ['csv', 'text/csv', '\uFEFFname;price\r\n'],
    // Formats of players begin like this.
    ['csv', 'text/csv', 'file name,price\nA lamp,1\n'],
    ['csv', 'text/csv', `name\n${'Ein großes Wort.\n'.repeat(10_000)}`],
    ['jsonl', 'application/x-ndjson', '\uFEFF\n{"name":"A lamp"}\n'],
  ])('is %s, served as %s', async (format, contentType, content) => {
    expect(await probe(content)).toEqual({ format, kind: 'DOCUMENT', contentType, codecs: [], metadata: { format } });
  });

  it.each([
    ['NUL', 'name\nA\0lamp\n', 'DOCUMENT_INVALID', 'Line 2: it contains control characters.'],
    ['another encoding', Buffer.from('name\nGr\xfc\xdfe\n', 'latin1'), 'DOCUMENT_INVALID', 'is not UTF-8'],
    ['UTF-16', Buffer.from('\uFEFFname\n', 'utf16le'), 'DOCUMENT_INVALID', 'is not UTF-8'],
    ['HTML', '<html><script>x</script></html>', 'ACTIVE_CONTENT', 'It is HTML'],
    ['an archive', Buffer.from('PK\x03\x04................', 'latin1'), 'ARCHIVE', 'It is an archive.'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n................', 'latin1'), 'TYPE_MISMATCH', 'The name says DOCUMENT'],
    ['nothing', '', 'EMPTY_FILE', 'The file has 0 bytes.'],
  ])('is refused with %s', async (_, content, code, message) => {
    await expect(probe(content)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('is announced by its name or its type', () => {
    const byteSize = 1;
    for (const fileName of ['rows.csv', 'rows.JSONL', 'rows.ndjson']) expect(problemsOf({ fileName, byteSize })).toEqual([]);
    expect(problemsOf({ fileName: 'rows', contentType: 'text/csv; charset=utf-8', byteSize })).toEqual([]);
    expect(problemsOf({ fileName: 'rows.csv', byteSize: 33 * 1024 ** 2 })).toMatchObject([{ path: 'byteSize' }]);
  });
});
