/** `npm run docs:schema`: prints docs/reference/operations.md and docs/reference/events.md from schema.graphql. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, isEnumType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { format, resolveConfig } from 'prettier';

const ROOT = resolve(import.meta.dirname, '..');
const NOTE = '<!-- Printed by npm run docs:schema. -->';

/** The pages as they should be committed, by path. */
export async function printSchemaPages(): Promise<ReadonlyMap<string, string>> {
  const schema = buildSchema(readFileSync(resolve(ROOT, 'schema.graphql'), 'utf8'));
  const pages = { 'docs/reference/operations.md': operationsPage(schema), 'docs/reference/events.md': eventsPage(schema) };
  const options = { ...(await resolveConfig(resolve(ROOT, 'docs/README.md'))), parser: 'markdown' };
  const printed = Object.entries(pages).map(async ([path, text]) => [path, await format(text, options)] as const);
  return new Map(await Promise.all(printed));
}

function operationsPage(schema: GraphQLSchema): string {
  const part = (title: string, type: GraphQLObjectType | null | undefined): string =>
    `## ${title}\n\n${table(
      ['field', 'answers', 'arguments', 'does'],
      Object.values(type?.getFields() ?? {}).map(({ name, type: answer, args, description }) => [
        `\`${name}\``,
        `\`${String(answer)}\``,
        args.map((argument) => `\`${argument.name}\``).join(', '),
        cell(description),
      ]),
    )}`;
  return [
    `# Operations\n\n${NOTE}`,
    'Every field of the three roots. [schema.graphql](../../schema.graphql) describes their arguments and types, [mutations](mutations.md) who may call which mutation, and [errors](../errors.md) how they refuse.',
    part('Queries', schema.getQueryType()),
    part('Mutations', schema.getMutationType()),
    part('Subscriptions', schema.getSubscriptionType()),
  ].join('\n\n');
}

function eventsPage(schema: GraphQLSchema): string {
  const part = (title: string, where: string, name: string): string => {
    const type = schema.getType(name);
    if (!isEnumType(type)) throw new Error(`schema.graphql has no enum ${name}.`);
    const rows = type.getValues().map(({ name: value, description }) => [`\`${value}\``, cell(description)]);
    return `## ${title}\n\n${where}\n\n${table([`\`${name}\``, 'when'], rows)}`;
  };
  return [
    `# Events\n\n${NOTE}`,
    part('Of a job', 'Delivered by `jobProgress`, and listed by `jobEvents` ([watch it](../api.md#watch-it)).', 'JobEventType'),
    part('Of a workspace', 'Delivered by `workspaceEvents` ([follow a workspace](../api.md#follow-a-workspace)).', 'WorkspaceEventType'),
    part('Sent to webhooks', 'Signed, in order, at least once ([webhooks](../webhooks.md)).', 'WebhookEventType'),
  ].join('\n\n');
}

/** A description in one cell of a table. */
const cell = (description: string | null | undefined): string => (description ?? '').replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await printSchemaPages()) writeFileSync(resolve(ROOT, path), text);
}
