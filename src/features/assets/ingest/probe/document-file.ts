import { createReadStream } from 'node:fs';
import { Rejection } from '../../rejections.ts';
import { contentTypeOf } from '../formats.ts';
import type { MediaInfo } from '../media-info.ts';

// Control characters except tab and line ends, which terminals and spreadsheets interpret.
const CONTROL = /[^\P{Cc}\t\n\r]/u;

const invalid = (line: number, what: string): Rejection => new Rejection('DOCUMENT_INVALID', `Line ${line}: ${what}`);

/**
 * Reads a table to its end: it must be text in UTF-8 without control characters. Cells are not read here, because only the job that uses
 * the table knows its columns. Throws a Rejection that names the first wrong line.
 */
export async function readDocument(format: 'csv' | 'jsonl', path: string): Promise<MediaInfo> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 1;
  const check = (text: string): void => {
    const control = CONTROL.exec(text);
    if (control) throw invalid(lines + breaksIn(text.slice(0, control.index)), 'it contains control characters.');
    lines += breaksIn(text);
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) check(decode(decoder, lines, chunk));
  check(decode(decoder, lines));
  return { format, kind: 'DOCUMENT', contentType: contentTypeOf(format, 'DOCUMENT'), codecs: [], metadata: { format } };
}

/** Decodes a chunk. The bytes of a character may be divided between two chunks. */
function decode(decoder: InstanceType<typeof TextDecoder>, line: number, chunk?: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw invalid(line, 'the file is not UTF-8 from here on.');
  }
}

const breaksIn = (text: string): number => text.split('\n').length - 1;
