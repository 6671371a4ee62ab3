import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRoutines } from '../../../../src/app/database/database-sql.ts';

test('two SQL files of the same name are refused, because one would hide the other', () => {
  const source = mkdtempSync(join(tmpdir(), 'routines-'));
  onTestFinished(() => rmSync(source, { recursive: true }));
  const write = (feature: string, name: string): void => {
    mkdirSync(join(source, feature, 'sql'), { recursive: true });
    writeFileSync(join(source, feature, 'sql', `${name}.sql`), 'select 1;\n');
  };
  write('admin', 'roll_up');
  write('reports', 'day_figures');
  expect(readRoutines(source).map(({ name }) => name)).toEqual(['roll_up', 'day_figures']);
  write('reports', 'roll_up');
  expect(() => readRoutines(source)).toThrow(/Two SQL files have the name roll_up\.sql/);
});
