import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import type { RenditionKind } from '../../../platform/catalogue/renditions.ts';
import type { ListedAsset } from '../../assets/asset.read.ts';
import { AssetType } from '../../assets/asset.type.ts';
import { RenditionKindEnum } from '../../providers/catalogue.type.ts';

/** A rendition as clients see it. */
export interface Rendition {
  readonly kind: RenditionKind;
  /** Index of the film's format. */
  readonly format: number;
  readonly language: string | null;
  readonly asset: ListedAsset;
  readonly url: string | null;
}

@ObjectType('Rendition', { description: 'A file of a finished film in one of its forms.' })
export class RenditionType implements Rendition {
  @Field(() => RenditionKindEnum, { description: 'The form of the film. Some forms have several files, for example THUMBNAILS.' })
  kind!: RenditionKind;
  @Field(() => Int, {
    description:
      'The index in `JobInputs.formats` of the format that the file is of, from 0. 0 in a film of one format, and for renditions that several formats share: HLS, AUDIO_MP3, AUDIO_M4A, CHAPTERS and CAPTION_TRANSLATIONS.',
  })
  format!: number;
  @Field(() => String, {
    nullable: true,
    description: 'The language of a file of CAPTION_TRANSLATIONS as a BCP 47 tag, for example `de`. Null for the other forms.',
  })
  language!: string | null;
  @Field(() => AssetType, {
    description: 'The file, an asset of the workspace. For HLS the picture of the stream; its sound is stored beside it.',
  })
  asset!: ListedAsset;
  @Field(() => String, {
    nullable: true,
    description:
      'A signed URL to download the file, valid for at least 15 minutes; for HLS the URL of the playlist, as `Job.streamUrl`. Null when the asset was deleted.',
  })
  // The URL of a stream names the session that asked for it.
  @Extensions({ perViewer: true })
  url!: string | null;
}
