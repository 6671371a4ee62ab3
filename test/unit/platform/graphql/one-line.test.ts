import 'reflect-metadata';
import { validate } from 'class-validator';
import { expect, test } from 'vitest';
import { RegisterInput } from '../../../../src/features/identity/identity.input.ts';
import { CreateApiKeyInput } from '../../../../src/features/workspaces/api-keys/api-key.type.ts';
import { CreateWorkspaceInput } from '../../../../src/features/workspaces/workspace/workspace.input.ts';
import { assetName } from '../../../../src/features/assets/library/asset-names.ts';

const inputs = { RegisterInput, CreateApiKeyInput, CreateWorkspaceInput };

/** What is wrong with the name of each input, and with that of an asset. */
async function faults(name: string): Promise<ReadonlySet<string | undefined>> {
  const found = await Promise.all(
    Object.values(inputs).map(async (Input) => {
      const errors = await validate(Object.assign(new Input(), { name }));
      return Object.values(errors.find(({ property }) => property === 'name')?.constraints ?? {})[0];
    }),
  );
  return new Set([...found, faultOfAsset(name)]);
}

function faultOfAsset(name: string): string | undefined {
  try {
    assetName('name', name);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^name: /, '') : undefined;
  }
}

test.each(['Ada', 'ملف\u200f', 'क्\u200dष', '👩‍🚀', '日本'])('%j is a name everywhere', async (name) => {
  expect(await faults(name)).toEqual(new Set([undefined]));
});

test.each([
  ['', 'Must not be empty.'],
  ['\u200f', 'Must not be empty.'],
  ['a\u202Eb', 'Must not contain control, direction or invisible characters; U+202E is at position 1.'],
  ['a\u200Bb', 'Must not contain control, direction or invisible characters; U+200B is at position 1.'],
  ['a\nb', 'Must not contain control, direction or invisible characters; U+000A is at position 1.'],
])('%j is refused in the same words everywhere', async (name, message) => {
  expect(await faults(name)).toEqual(new Set([message]));
});
