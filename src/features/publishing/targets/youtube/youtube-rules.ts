import type { Complaints } from '../../../../kernel/complaints.ts';
import type { PublishVideo } from '../../publications/publication.input.ts';
import type { TargetRules } from '../publish-target.ts';

/** Limits of YouTube (developers.google.com/youtube/v3/docs/videos). */
const MAX_TITLE_CHARACTERS = 100;
const MAX_DESCRIPTION_BYTES = 5_000;
const MAX_TAG_CHARACTERS = 500;
const MAX_BYTES = 256 * 1024 ** 3;
/** Since 14 September 2026; it was 2 MB before. */
const MAX_THUMBNAIL_BYTES = 50 * 1024 ** 2;

export const youtubeRules: TargetRules = {
  maxBytes: MAX_BYTES,
  maxThumbnailBytes: MAX_THUMBNAIL_BYTES,
  hasProcessing: true,
  check,
};

function check(input: PublishVideo, complaints: Complaints): void {
  const { title, description, tags, playlistId } = input;
  const refuse = (field: string, isWrong: boolean, message: string): void => {
    if (isWrong) complaints.add(`input.${field}`, message);
  };
  refuse('title', [...title].length > MAX_TITLE_CHARACTERS, `Must have at most ${MAX_TITLE_CHARACTERS} characters.`);
  refuse('title', /[<>]/.test(title), 'Must not contain < or >, which YouTube refuses.');
  refuse(
    'description',
    Buffer.byteLength(description ?? '') > MAX_DESCRIPTION_BYTES,
    `Must have at most ${MAX_DESCRIPTION_BYTES} bytes in UTF-8.`,
  );
  refuse('description', /[<>]/.test(description ?? ''), 'Must not contain < or >, which YouTube refuses.');
  refuse('tags', tagCharacters(tags ?? []) > MAX_TAG_CHARACTERS, `All tags together must have at most ${MAX_TAG_CHARACTERS} characters.`);
  refuse(
    'tags',
    (tags ?? []).some((tag) => /[<>,]/.test(tag)),
    'A tag must not contain a comma, < or >.',
  );
  refuse('playlistId', playlistId != null && !/^[\w-]{10,64}$/.test(playlistId), 'Must be the id of a playlist of the channel.');
}

/** Characters of tags as YouTube counts them: commas between them count, and a tag with a space has quotation marks. */
const tagCharacters = (tags: readonly string[]): number =>
  tags.reduce((sum, tag) => sum + [...tag].length + (tag.includes(' ') ? 2 : 0), Math.max(0, tags.length - 1));
