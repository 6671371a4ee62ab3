import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ROLES, reaches } from '../../../src/kernel/role.ts';

const sql = readFileSync(resolve(import.meta.dirname, '../../../src/features/workspaces/sql/open_read_scope.sql'), 'utf8');

test('the database and the program let the same roles read what only administrators may', () => {
  const [, list = ''] = /role in \(([^)]*)\)/.exec(sql) ?? [];
  expect(list.match(/[A-Z]+/g)).toEqual(ROLES.filter((role) => reaches(role, 'ADMIN')));
});
