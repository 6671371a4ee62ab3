import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ACTIONS, actionsOf, type Action } from '../../../src/features/workspaces/workspace/workspace.access.ts';
import { ROLES } from '../../../src/kernel/role.ts';
import { guarded } from '../../support/operations.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/roles.md'), 'utf8');

/** The cells of the page's table, without the head. */
const written = page
  .split('\n')
  .filter((line) => /^\| `[A-Z_]+`/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );

const operationsOf = (action: Action): string =>
  guarded
    .filter(([name, { needs }]) => needs === action && (action !== 'VIEW' || name.startsWith('Mutation.')))
    .map(([name]) => name.split('.')[1])
    .join(', ');

test('roles.md is the table of workspace.access.ts, with the operations that need each action', () => {
  const table = (Object.keys(ACTIONS) as Action[]).map((action) => [
    action,
    ...ROLES.map((role) => (actionsOf(role).includes(action) ? 'yes' : '')),
    action === 'VIEW' ? `every query and subscription, ${operationsOf(action)}` : operationsOf(action),
  ]);
  expect(written).toEqual(table);
});
