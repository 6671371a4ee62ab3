import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Kind, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { openSchema, type ApiSchema } from '../../../../src/app/schema.ts';
import { SYSTEM_PRESETS } from '../../../../src/platform/catalogue/presets/system-presets.ts';
import { compilingExecutor } from '../../../../src/platform/graphql/executor.ts';
import { runOnce } from '../../../../src/platform/graphql/operation.ts';
import { makeTenant, scopeOf, useEngine, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
const execute = compilingExecutor();
let api: ApiSchema;
let tenant: Tenant;
beforeAll(async () => {
  api = await openSchema(engine);
  tenant = await makeTenant(engine);
});

const documentsOf = (page: string): DocumentNode[] =>
  [...readFileSync(resolve(import.meta.dirname, '../../../../docs', page), 'utf8').matchAll(/^```graphql\n([^]*?)^```$/gm)].map(
    ([, block]) => parse(block ?? ''),
  );

const nameOf = ({ definitions: [operation] }: DocumentNode): string =>
  operation?.kind === Kind.OPERATION_DEFINITION ? (operation.name?.value ?? '') : '';

async function run(document: DocumentNode, variableValues: Readonly<Record<string, unknown>>): Promise<Record<string, { id?: string }>> {
  const contextValue = { scope: scopeOf(engine, tenant.actor), instance: api.instance };
  const { data, errors } = await runOnce(execute, { schema: api.schema, document, variableValues, contextValue });
  await contextValue.scope.close();
  expect(errors, nameOf(document)).toBeUndefined();
  return data as Record<string, { id?: string }>;
}

test.each([
  ['templates.md', 'templateId', 'createPromptTemplate'],
  ['presets.md', 'presetId', 'createPreset'],
])('the documents of %s run one after the other', async (page, variable, creates) => {
  const known: Record<string, unknown> = { workspaceId: tenant.workspaceId, systemPresetId: SYSTEM_PRESETS[0]?.id };
  const documents = documentsOf(page);
  expect(documents.length).toBeGreaterThan(5);
  for (const document of documents) {
    const answer = await run(document, known);
    if (answer[creates]?.id) known[variable] = answer[creates].id;
  }
});
