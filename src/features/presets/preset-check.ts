import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../kernel/complaints.ts';
import type { GivenOptions, OptionName } from '../../platform/catalogue/film/film-options.ts';
import { optionsOf } from '../../platform/catalogue/film/film-options.ts';
import { faultsOf } from '../../platform/catalogue/film/precedence.ts';
import { musicLengthFault } from '../../platform/catalogue/film/resolve-music.ts';
import { textFault } from '../../platform/text/text-fault.ts';
import { assetsByIds } from '../assets/asset.service.ts';
import type { AssetService } from '../assets/asset.service.ts';
import type { PresetRow } from './preset.entity.ts';

/** Maximum characters of a name. */
const MAX_NAME_LENGTH = 100;
const MAX_DESCRIPTION_LENGTH = 500;

export interface PresetText {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** The preset as it is stored. */
export const presetRow = ({ name, description, ...options }: GivenOptions & PresetText) => ({
  ...(optionsOf(options) as Pick<PresetRow, OptionName>),
  name: name.normalize('NFC').trim(),
  description: description?.normalize('NFC').trim() || null,
});

/**
 * Checks a whole preset: its texts, its options (by the code that checks those of a film), and the assets that `before` did not name.
 * Assets that it already named are accepted even if they no longer exist. @throws ReelwrightError NOT_FOUND for an asset that the workspace
 * does not have, BAD_USER_INPUT that names every other invalid field
 */
export async function checkPreset(
  em: EntityManager,
  assets: AssetService,
  { workspaceId, ...preset }: GivenOptions & PresetText & { readonly workspaceId: string },
  before: GivenOptions = {},
): Promise<void> {
  const complaints = new Complaints();
  const { name, description } = preset;
  const changed = (option: 'fontAssetId' | 'logoAssetId' | 'musicAssetId'): string | null | undefined =>
    preset[option] === before[option] ? null : preset[option];
  const wrongName = textFault(name, { max: MAX_NAME_LENGTH });
  const wrongDescription = textFault(description ?? '', { max: MAX_DESCRIPTION_LENGTH, lines: true, mayBeEmpty: true });
  if (wrongName !== undefined) complaints.add('input.name', wrongName);
  if (wrongDescription !== undefined) complaints.add('input.description', wrongDescription);
  for (const { option, message } of faultsOf(preset)) complaints.add(`input.${option}`, message);
  await assets.check(
    em,
    workspaceId,
    [
      { id: changed('fontAssetId'), path: 'input.fontAssetId', kinds: ['FONT'] },
      { id: changed('logoAssetId'), path: 'input.logoAssetId', kinds: ['IMAGE'] },
      {
        id: changed('musicAssetId'),
        path: 'input.musicAssetId',
        kinds: ['AUDIO'],
        lengthFault: (ms) => musicLengthFault(ms, preset.musicStartMs),
      },
    ],
    complaints,
  );
  if (preset.musicAssetId === before.musicAssetId && preset.musicStartMs !== before.musicStartMs)
    await checkMusicStart(em, workspaceId, preset, complaints);
  complaints.throwIfAny();
}

/** Checks another start of the same music, if its file still exists. */
async function checkMusicStart(
  em: EntityManager,
  workspaceId: string,
  { musicAssetId, musicStartMs }: GivenOptions,
  complaints: Complaints,
): Promise<void> {
  if (musicAssetId == null) return;
  const music = (await assetsByIds(em, workspaceId, [musicAssetId])).get(musicAssetId);
  const fault = musicLengthFault(music?.durationMs, musicStartMs);
  if (fault !== undefined) complaints.add('input.musicStartMs', fault);
}
