import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PiperConfig } from './find-model.ts';

/** A field of a protobuf message: its number, and its content after its length. */
function field(number: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), content]);
}

/** Numbers of fields in ONNX: the properties of a model, and key and value of a property. */
const [PROPERTIES, KEY, VALUE] = [14, 1, 2];

/**
 * Converts a published Piper voice for sherpa-onnx: properties are appended to the model (consecutive protobuf messages are merged), and
 * the table of phonemes becomes `tokens.txt`.
 */
export async function convertPiper(folder: string, { audio, espeak, num_speakers, language, phoneme_id_map }: PiperConfig): Promise<void> {
  const properties = {
    model_type: 'vits',
    comment: 'piper',
    language: language?.name_english ?? espeak.voice,
    voice: espeak.voice,
    has_espeak: '1',
    n_speakers: String(num_speakers),
    sample_rate: String(audio.sample_rate),
  };
  const written = Object.entries(properties).map(([key, value]) =>
    field(PROPERTIES, Buffer.concat([field(KEY, Buffer.from(key)), field(VALUE, Buffer.from(value))])),
  );
  await appendFile(join(folder, 'model.onnx'), Buffer.concat(written));
  const tokens = Object.entries(phoneme_id_map).map(([phoneme, [id]]) => `${phoneme} ${id}\n`);
  await writeFile(join(folder, 'tokens.txt'), tokens.join(''));
}
