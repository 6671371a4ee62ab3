import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { MUTATIONS } from '../src/app/mutation-definitions.ts';
import { ACTIONS, actionsOf, type Action } from '../src/features/workspaces/workspace/workspace.access.ts';
import { ROLES } from '../src/kernel/role.ts';
import type { MutationDefinition } from '../src/platform/mutation/mutation.ts';
import { RATE_LIMITS, type RateLimitName } from '../src/platform/ratelimit/rate-limit-settings.ts';

const root = resolve(import.meta.dirname, '..');

/** The tables that are printed from the definitions of the mutations. Each page keeps its own between two comments. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/reference/mutations.md': mutationsTable,
  'docs/roles.md': rolesTable,
  'docs/limits.md': limitsTable,
};

const BEGIN = '<!-- Printed by npm run docs:mutations. -->';
const END = '<!-- End of the printed table. -->';

/** The page as it should be committed. @throws Error when it does not have the two comments */
export async function printPage(path: string): Promise<string> {
  const text = readFileSync(resolve(root, path), 'utf8');
  const [before, rest, more] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined || more !== undefined) throw new Error(`${path} needs one pair of comments: ${BEGIN}`);
  const page = `${before}${BEGIN}\n\n${PAGES[path]?.()}\n\n${END}${after}`;
  return format(page, { ...(await resolveConfig(resolve(root, path))), parser: 'markdown' });
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const named = (mutations: readonly MutationDefinition[]): string => mutations.map(({ name }) => `\`${name}\``).join(', ');

const needing = (action: Action): MutationDefinition[] =>
  MUTATIONS.filter(({ access }) => typeof access === 'object' && access.action === action);

function whoMayCall({ access }: MutationDefinition): string {
  if (access === 'PUBLIC') return 'anyone';
  if (access === 'SELF') return 'any signed-in person';
  if (access === 'ADMINISTRATOR') return 'administrators of the installation';
  return [
    `\`${access.action}\``,
    ...(access.usersOnly ? ['no API keys'] : []),
    ...(access.reviewersToo ? ['and reviewers of a share link'] : []),
    ...(access.administratorsToo ? ['and administrators of the installation'] : []),
  ].join(', ');
}

function rateLimitOf({ rateLimit, accountRateLimit, countsFailuresOnly }: MutationDefinition): string {
  if (!rateLimit) return '';
  return [
    `\`${RATE_LIMITS[rateLimit].variable}\``,
    ...(accountRateLimit ? [`by account \`${RATE_LIMITS[accountRateLimit].variable}\``] : []),
    ...(countsFailuresOnly ? ['failures only'] : []),
  ].join(', ');
}

function mutationsTable(): string {
  return table(
    ['mutation', 'who may call it', 'rate limit', 'idempotency key', 'audit log'],
    MUTATIONS.map((mutation) => [
      `\`${mutation.name}\``,
      whoMayCall(mutation),
      rateLimitOf(mutation),
      mutation.idempotencyKey ? 'yes' : '',
      mutation.audit,
    ]),
  );
}

function rolesTable(): string {
  return table(
    ['action', ...ROLES, 'mutations'],
    (Object.keys(ACTIONS) as Action[]).map((action) => {
      const allowed = ROLES.map((role) => (actionsOf(role).includes(action) ? 'yes' : ''));
      return [`\`${action}\``].concat(allowed, named(needing(action)));
    }),
  );
}

function limitsTable(): string {
  return table(
    ['variable', 'default', 'what it limits', 'mutations'],
    (Object.keys(RATE_LIMITS) as RateLimitName[]).map((name) => {
      const { variable, default: limit, description } = RATE_LIMITS[name];
      return [
        `\`${variable}\``,
        String(limit),
        description,
        name === 'api' ? 'all' : named(MUTATIONS.filter((m) => m.rateLimit === name || m.accountRateLimit === name)),
      ];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const path of Object.keys(PAGES)) writeFileSync(resolve(root, path), await printPage(path));
