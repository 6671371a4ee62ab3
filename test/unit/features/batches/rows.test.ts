import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../../../src/features/batches/rows/csv-rows.ts';
import { readJsonLines } from '../../../../src/features/batches/rows/json-lines.ts';
import { rowsOfItems, type GivenRow } from '../../../../src/features/batches/rows/row-source.ts';
import type { TemplateVariable } from '../../../../src/features/templates/template.states.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelwright-rows-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const variable = (name: string, type: TemplateVariable['type']): TemplateVariable => ({
  ...{ name, type, description: null },
  ...{ required: false, default: null, values: [] },
});
const VARIABLES = [variable('name', 'STRING'), variable('price', 'NUMBER')];

async function written(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'rows');
  await writeFile(path, content);
  return path;
}

async function all(rows: AsyncIterable<GivenRow>): Promise<GivenRow[]> {
  const read: GivenRow[] = [];
  for await (const row of rows) read.push(row);
  return read;
}
const csv = async (content: string): Promise<GivenRow[]> => all(readCsv(await written(content), VARIABLES));
const jsonl = async (content: string): Promise<GivenRow[]> => all(readJsonLines(await written(content)));

const LAMP = { number: 1, values: { name: 'A lamp', price: 12.5 } };
const CHAIR = { number: 2, values: { name: 'A chair', price: 40 } };

describe('rows of a CSV file', () => {
  it.each([
    ['as in RFC 4180', 'name,price\r\nA lamp,12.5\r\nA chair,40\r\n'],
    ['with a byte order mark', '\uFEFFname,price\nA lamp,12.5\nA chair,40'],
    ['with semicolons', 'name;price\nA lamp;12.5\nA chair;40\n'],
    ['with tabs', 'name\tprice\nA lamp\t12.5\nA chair\t40\n'],
    ['with quotes', '"name","price"\n"A lamp","12.5"\n"A chair","40"\n'],
    ['with empty lines', 'name,price\n\nA lamp,12.5\n\n\nA chair,40\n\n'],
    ['with spaces around names and numbers', ' name , price \nA lamp, 12.5\nA chair,40 \n'],
    ['in another order', 'price,name\n12.5,A lamp\n40,A chair\n'],
  ])('are read %s', async (_, content) => expect(await csv(content)).toEqual([LAMP, CHAIR]));

  it('keep delimiters, quotes and line breaks within quotes', async () => {
    const [row] = await csv('name;price\n"A ""small"" lamp;\r\nand a shade";1\n');
    expect(row?.values).toEqual({ name: 'A "small" lamp;\r\nand a shade', price: 1 });
  });

  it('have no value where a cell is empty or missing', async () => {
    expect(await csv('name,price\n,3\nA lamp\n')).toEqual([
      { number: 1, values: { price: 3 } },
      { number: 2, values: { name: 'A lamp' } },
    ]);
  });

  it.each(['12,5', '1e3', '0x10', 'many', '1 000'])('leave %s a text, which is no number', async (cell) => {
    expect((await csv(`price;name\n${cell};A lamp\n`))[0]?.values).toEqual({ name: 'A lamp', price: cell });
  });

  it('are wrong with more cells than columns', async () => {
    expect(await csv('name,price\nA lamp,12,5\n')).toEqual([{ number: 1, fault: 'Has 3 cells; the first line names 2 columns.' }]);
  });

  it.each([
    ['an empty file', '', 'The file has no columns.'],
    ['a column twice', 'name,price,name\na,1,b\n', 'The column `name` exists twice.'],
    ['a column without a name', 'name,,price\n', 'Column 2 has no name.'],
    ['a quote that is not closed', 'name,price\n"A lamp,1\nA chair,2\n', 'a quote is not closed.'],
    ['text behind a quote', 'name,price\n"A lamp"x,1\n', 'text follows a closing quote.'],
    ['a quote within a cell', 'name,price\nA "lamp,1\n', 'a quote opens in the middle of a cell.'],
    ['a row that never ends', `name,price\n"${'x'.repeat(300_000)}`, 'the row has more than 262144 characters.'],
  ])('cannot be read from %s', async (_, content, message) => {
    await expect(csv(content)).rejects.toThrow(message);
    await expect(csv(content)).rejects.not.toThrow('A lamp');
  });

  it('come one by one, however many there are', async () => {
    const path = await written(`name,price\n${'A lamp,12.5\n'.repeat(100_000)}`);
    let count = 0;
    for await (const _ of readCsv(path, VARIABLES)) if ((count += 1) === 3) break;
    expect(count).toBe(3);
  });
});

describe('rows in JSON Lines', () => {
  it('are objects, with or without a byte order mark, CRLF and empty lines', async () => {
    const content = `\uFEFF${JSON.stringify(LAMP.values)}\r\n\r\n${JSON.stringify(CHAIR.values)}\r\n`;
    expect(await jsonl(content)).toEqual([LAMP, CHAIR]);
  });

  it('are wrong by themselves: the others are read', async () => {
    const rows = await jsonl('{"name":"A lamp","price":12.5}\n{"name":\n\n["a list"]\nnull\n{}\n');
    expect(rows).toEqual([
      LAMP,
      { number: 2, fault: 'Line 2 is not valid JSON.' },
      { number: 3, fault: expect.stringContaining('Must be an object') },
      { number: 4, fault: expect.stringContaining('Must be an object') },
      { number: 5, values: {} },
    ]);
  });

  it('are wrong when they are too long', async () => {
    const [row] = await jsonl(JSON.stringify({ name: 'x'.repeat(300_000) }));
    expect(row).toEqual({ number: 1, fault: 'Line 1 has more than 262144 bytes.' });
  });
});

it('items that are no objects are wrong by themselves', () => {
  expect([...rowsOfItems([{ name: 'x' }, 'x', null, [1]])].map(({ fault }) => fault === undefined)).toEqual([true, false, false, false]);
});
