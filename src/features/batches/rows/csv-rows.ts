import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import type { TemplateVariable } from '../../templates/template.states.ts';
import { MAX_ROW_BYTES, UnreadableRows } from './row-source.ts';
import type { GivenRow } from './row-source.ts';

/**
 * Delimiters of columns. Spreadsheets choose one that is not the decimal separator of their language. No name of a variable contains any of
 * them.
 */
const DELIMITERS = [',', ';', '\t'] as const;
const HEAD_BYTES = 64 * 1024;
const NAME_SHOWN = 60;

/**
 * The rows of a CSV file (RFC 4180) whose first line names the variables. A byte order mark, CRLF and quoted line breaks are accepted; the
 * delimiter is that of the first line. An empty cell has no value. @throws UnreadableRows for a file without columns, with a column twice,
 * or with broken quotes
 */
export async function* readCsv(path: string, variables: readonly TemplateVariable[]): AsyncGenerator<GivenRow> {
  const numbers = new Set(variables.filter(({ type }) => type === 'NUMBER').map(({ name }) => name));
  const delimiter = delimiterOf(await firstLine(path));
  const stream = createReadStream(path);
  const parser = stream.pipe(
    parse({ bom: true, delimiter, relax_column_count: true, skip_empty_lines: true, max_record_size: MAX_ROW_BYTES }),
  );
  stream.once('error', (error) => parser.destroy(error));
  let columns: readonly string[] | undefined;
  let number = 0;
  try {
    for await (const cells of parser as AsyncIterable<readonly string[]>) {
      if (!columns) columns = columnsOf(cells);
      else yield rowOfCells((number += 1), columns, cells, numbers);
    }
  } catch (error) {
    throw error instanceof CsvError ? new UnreadableRows(messageOf(error), { cause: error }) : error;
  } finally {
    stream.destroy();
  }
  if (!columns) throw new UnreadableRows('The file has no columns. Its first line must name the variables of the template.');
}

async function firstLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead).trimStart().split(/\r|\n/, 1)[0] ?? '';
  } finally {
    await file.close();
  }
}

const delimiterOf = (header: string): string => DELIMITERS.find((delimiter) => header.includes(delimiter)) ?? ',';

function columnsOf(cells: readonly string[]): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const unnamed = names.indexOf('');
  if (unnamed >= 0) throw new UnreadableRows(`Column ${unnamed + 1} has no name. The first line must name the variables of the template.`);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new UnreadableRows(`The column \`${twice.slice(0, NAME_SHOWN)}\` exists twice.`);
  return names;
}

function rowOfCells(number: number, columns: readonly string[], cells: readonly string[], numbers: ReadonlySet<string>): GivenRow {
  if (cells.length > columns.length) {
    return { number, fault: `Has ${cells.length} cells; the first line names ${columns.length} columns.` };
  }
  const entries = columns.flatMap((name, index) => {
    const cell = cells[index] ?? '';
    return cell === '' ? [] : [[name, numbers.has(name) ? numberOf(cell) : cell] as const];
  });
  return { number, values: Object.fromEntries(entries) };
}

/** The number that a cell contains in digits. Any other text is returned unchanged, and the template then refuses it. */
const numberOf = (cell: string): number | string => (/^\s*-?\d{1,16}(?:\.\d{1,20})?\s*$/.test(cell) ? Number(cell) : cell);

const MESSAGES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed.',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote. Write a quote within quotes twice.',
  INVALID_OPENING_QUOTE: 'a quote opens in the middle of a cell. Put the whole cell in quotes, and write the quote twice.',
  CSV_MAX_RECORD_SIZE: `the row has more than ${MAX_ROW_BYTES} characters. Is a quote missing?`,
};

/** An error message. The parser's own would repeat the content of the file. */
function messageOf(error: CsvError): string {
  const line = typeof error['lines'] === 'number' ? `Line ${error['lines']}: ` : '';
  return `${line}${MESSAGES[error.code] ?? 'the file is not valid CSV.'}`;
}
