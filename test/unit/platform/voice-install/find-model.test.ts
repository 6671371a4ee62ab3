import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findModel } from '../../../../src/platform/voice-install/find-model.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const CONFIG = JSON.stringify({
  audio: { sample_rate: 22_050 },
  espeak: { voice: 'en-us' },
  phoneme_id_map: { _: [0], a: [1] },
  language: { code: 'en_GB' },
  dataset: 'alan',
});
const CARD = '# Model card\n\n* License: CC0\n';

async function found(files: Readonly<Record<string, string>>) {
  await using folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), content);
  }
  return await findModel(folder.path);
}

const SHERPA = { 'v/model.onnx': '', 'v/tokens.txt': '', 'v/espeak-ng-data/phontab': '' };

test('a Piper voice as it is published tells its language, name and licence', async () => {
  expect(await found({ 'deep/a.onnx': '', 'deep/a.onnx.json': CONFIG, 'deep/MODEL_CARD': CARD })).toMatchObject({
    ...{ engine: 'piper', language: 'en-GB', title: 'alan', licence: 'CC0' },
    piper: { audio: { sample_rate: 22_050 }, num_speakers: 1 },
  });
});

test('converted Piper voices, Kokoro and hibari are recognised by what lies beside the model', async () => {
  expect(await found(SHERPA)).toMatchObject({ engine: 'piper' });
  const kokoro = await found({ ...SHERPA, 'v/voices.bin': '', 'v/lexicon-us-en.txt': '' });
  expect(kokoro.engine).toBe('kokoro');
  expect(Object.keys(kokoro.beside).toSorted()).toEqual(['espeak-ng-data', 'lexicon-us-en.txt', 'tokens.txt', 'voices.bin']);
  expect(await found({ 'hibari/hibari.onnx': '', 'hibari/oov.onnx': '', 'hibari/vocab.json': '{}' })).toMatchObject({ engine: 'hibari' });
});

test.each([
  ['nothing', {}, 'No voice model was recognised'],
  ['a model without a description', { 'a.onnx': '' }, 'No voice model was recognised'],
  ['tokens without pronunciation', { 'model.onnx': '', 'tokens.txt': '' }, 'No voice model was recognised'],
  ['two models', { 'a.onnx': '', 'a.onnx.json': CONFIG, 'b.onnx': '', 'b.onnx.json': CONFIG }, 'several models: a.onnx, b.onnx'],
  ['a description of something else', { 'a.onnx': '', 'a.onnx.json': '{"audio":1}' }, 'not the description of a Piper voice'],
  ['a description that is no JSON', { 'a.onnx': '', 'a.onnx.json': '{' }, 'not the description of a Piper voice'],
])('%s is refused', async (_, files, message) => {
  await expect(found(files)).rejects.toThrow(message);
});
