import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { assetsByIds } from '../../assets/asset.service.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import type { ChannelRow } from '../channels/channel.entity.ts';
import type { ChannelFeature } from '../channels/channel.states.ts';
import { TARGET_RULES } from '../targets/target-rules.ts';
import { captionsOf } from './film-captions.ts';
import { withCredits } from './film-credits.ts';
import type { PublishVideo } from './publication.input.ts';

/** Longest texts of any target; a target may accept less. */
const MAX_TITLE_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 5_000;
const MAX_TAGS = 100;
const MAX_TAG_LENGTH = 100;

/** A minute for the request and the upload: the target publishes a film with an earlier time at once. */
const MIN_NOTICE_MS = 60_000;
const MAX_NOTICE_MS = 2 * 365 * 24 * 3_600_000;

/** File types of thumbnails that targets accept. */
const THUMBNAIL_TYPES = ['image/jpeg', 'image/png'];

/**
 * Checks a request for a channel. Resolves with whether captions are sent along, and with the description that includes the credits of the
 * film. @throws ReelwrightError BAD_USER_INPUT that names every
 * invalid field, NOT_FOUND for a film or picture that does not exist, INVALID_STATE for a channel that must be connected again
 */
export async function checkPublication(
  em: EntityManager,
  assets: AssetService,
  channel: ChannelRow,
  input: PublishVideo,
): Promise<{ readonly captions: boolean; readonly description: string }> {
  if (channel.deletedAt) throw notFound('Channel');
  if (channel.status !== 'CONNECTED')
    throw new ReelwrightError('INVALID_STATE', 'The channel must be connected again before it can publish; see Channel.reconnectReason.');
  const { workspaceId } = channel;
  const complaints = new Complaints();
  await assets.check(
    em,
    workspaceId,
    [
      { id: input.assetId, path: 'input.assetId', kinds: ['VIDEO'] },
      { id: input.thumbnailAssetId, path: 'input.thumbnailAssetId', kinds: ['IMAGE'] },
    ],
    complaints,
  );
  const rows = await assetsByIds(
    em,
    workspaceId,
    [input.assetId, input.thumbnailAssetId].flatMap((id) => id?.toLowerCase() ?? []),
  );
  const film = rows.get(input.assetId.toLowerCase());
  if (!film) throw notFound('Asset');
  checkTexts(input, complaints);
  checkTime(input, complaints);
  checkFiles(channel, film, rows.get(input.thumbnailAssetId?.toLowerCase() ?? ''), complaints);
  checkFeatures(channel, input, complaints);
  TARGET_RULES[channel.target].check(input, complaints);
  const hasCaptions = (await captionsOf(em, film)) !== undefined;
  if (input.captions && !hasCaptions) complaints.add('input.captions', 'The job of this film made no captions; omit the field.');
  complaints.throwIfAny();
  return {
    captions: (input.captions ?? true) && hasCaptions && channel.features.includes('CAPTIONS'),
    description: withCredits(input.description ?? '', film.attribution),
  };
}

function checkTexts({ title, description, tags, categoryId }: PublishVideo, complaints: Complaints): void {
  const wrongTitle = textFault(title, { max: MAX_TITLE_LENGTH, lines: false, mayBeEmpty: false });
  if (wrongTitle !== undefined) complaints.add('input.title', wrongTitle);
  const wrongDescription = textFault(description ?? '', { max: MAX_DESCRIPTION_LENGTH, lines: true, mayBeEmpty: true });
  if (wrongDescription !== undefined) complaints.add('input.description', wrongDescription);
  if (categoryId != null && !/^\d{1,3}$/.test(categoryId))
    complaints.add('input.categoryId', 'Must be the number of a category of YouTube, such as 27.');
  if ((tags?.length ?? 0) > MAX_TAGS) complaints.add('input.tags', `Must have at most ${MAX_TAGS} tags.`);
  const wrongTag = tags?.map((tag) => textFault(tag, { max: MAX_TAG_LENGTH, lines: false, mayBeEmpty: false })).find(Boolean);
  if (wrongTag !== undefined) complaints.add('input.tags', `Each tag: ${wrongTag}`);
}

function checkTime({ publishAt, privacy }: PublishVideo, complaints: Complaints): void {
  if (publishAt == null) return;
  if ((privacy ?? 'PRIVATE') !== 'PRIVATE')
    complaints.add('input.publishAt', 'Needs the privacy PRIVATE: the film becomes public at this time.');
  const notice = publishAt.getTime() - Date.now();
  if (notice < MIN_NOTICE_MS || notice > MAX_NOTICE_MS)
    complaints.add('input.publishAt', 'Must be at least a minute and at most two years from now.');
}

function checkFiles(channel: ChannelRow, film: AssetRow, thumbnail: AssetRow | undefined, complaints: Complaints): void {
  const { maxBytes, maxThumbnailBytes } = TARGET_RULES[channel.target];
  if (film.byteSize > maxBytes) complaints.add('input.assetId', `Must have at most ${maxBytes} bytes.`);
  if (!thumbnail || thumbnail.kind !== 'IMAGE' || maxThumbnailBytes === 0) return;
  if (thumbnail.byteSize > maxThumbnailBytes) complaints.add('input.thumbnailAssetId', `Must have at most ${maxThumbnailBytes} bytes.`);
  if (!THUMBNAIL_TYPES.includes(thumbnail.contentType))
    complaints.add('input.thumbnailAssetId', `Must be a JPEG or PNG picture; this is ${thumbnail.contentType}.`);
}

/** Options that only some channels have, with the feature that they need. */
const NEEDS: readonly (readonly [keyof PublishVideo, ChannelFeature])[] = [
  ['thumbnailAssetId', 'THUMBNAIL'],
  ['captions', 'CAPTIONS'],
  ['playlistId', 'PLAYLIST'],
  ['publishAt', 'SCHEDULE'],
];

function checkFeatures({ features }: ChannelRow, input: PublishVideo, complaints: Complaints): void {
  for (const [field, feature] of NEEDS) {
    const value = input[field];
    if (value == null || value === false || features.includes(feature)) continue;
    complaints.add(`input.${field}`, `The channel lacks the feature ${feature}; omit the field, or connect the channel with more rights.`);
  }
}
