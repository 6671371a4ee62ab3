import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { MAX_ROW_BYTES, rowOf } from './row-source.ts';
import type { GivenRow } from './row-source.ts';

/** The rows of a file in JSON Lines, one object per line. Empty lines are skipped and not counted. */
export async function* readJsonLines(path: string): AsyncGenerator<GivenRow> {
  const stream = createReadStream(path, 'utf8');
  let number = 0;
  let line = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      line += 1;
      const json = (line === 1 ? text.replace(/^\uFEFF/, '') : text).trim();
      if (json === '') continue;
      number += 1;
      yield Buffer.byteLength(json) > MAX_ROW_BYTES
        ? { number, fault: `Line ${line} has more than ${MAX_ROW_BYTES} bytes.` }
        : parsed(number, line, json);
    }
  } finally {
    stream.destroy();
  }
}

function parsed(number: number, line: number, json: string): GivenRow {
  try {
    return rowOf(number, JSON.parse(json));
  } catch {
    // The parser's message would repeat the content of the file.
    return { number, fault: `Line ${line} is not valid JSON.` };
  }
}
