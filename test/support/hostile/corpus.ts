import type { AssetKind } from '../../../src/features/assets/asset.entity.ts';
import type { RejectionCode } from '../../../src/features/assets/rejections.ts';
import { captions } from './captions.ts';
import { films } from './films.ts';
import { fonts } from './fonts.ts';
import { neighbours } from './neighbours.ts';
import { pictures } from './pictures.ts';
import { strangers } from './strangers.ts';

/** One file, what it was announced as, and how it must end. */
export interface Hostile {
  readonly name: string;
  readonly kind: AssetKind;
  readonly bytes: Buffer;
  readonly ends: RejectionCode | 'READY';
}

/** What the files try to reach. */
export interface Bait {
  /** `http://127.0.0.1:PORT`; nobody may ever come. */
  readonly url: string;
  /** A file on this machine whose content must never turn up. */
  readonly path: string;
}

export interface CorpusOptions {
  readonly bait: Bait;
  readonly ffmpegPath: string;
  /** Where ffmpeg makes the honest files that are then spoiled. */
  readonly folder: string;
}

/** Makes every file of the corpus. */
export async function makeCorpus(options: CorpusOptions): Promise<readonly Hostile[]> {
  const [pictureFiles, filmFiles, others] = await Promise.all([pictures(options), films(options), neighbours(options)]);
  return [...strangers(options.bait, filmFiles.honest), ...pictureFiles, ...filmFiles.hostile, ...others, ...fonts(), ...captions()];
}
