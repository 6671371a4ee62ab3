import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder that looks like a Piper voice and whose model is no ONNX file. Returns its path. */
export async function writeDamagedVoice(folder: string): Promise<string> {
  const path = join(folder, 'damaged');
  await mkdir(join(path, 'espeak-ng-data'), { recursive: true });
  await writeFile(join(path, 'espeak-ng-data', 'phontab'), '');
  await writeFile(join(path, 'tokens.txt'), '_ 0\n');
  await writeFile(join(path, 'model.onnx'), Buffer.alloc(100_000, 7));
  return path;
}
