import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { OneOfField, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { PageArgsType } from '../../../platform/graphql/types/page-args.ts';
import type { ShowcaseArgs, ShownItem } from '../showcase.service.ts';
import { SHOWCASE_PLACEMENTS, SHOWCASE_STATES } from '../showcase.states.ts';
import type { ShowcasePlacement, ShowcaseState } from '../showcase.states.ts';
import type { AdminShowcaseItemFilter, AdminShowcaseItemOrderField } from './showcase-item.read.ts';
import type { CreateShowcaseItem, ShowcaseItemChange } from './showcase-item.service.ts';

export const ShowcasePlacementEnum = enumType(SHOWCASE_PLACEMENTS, 'ShowcasePlacement', 'Where a page shows a film of the showcase.', {
  FEATURED: 'Among the few films that the page recommends.',
  GALLERY: 'In the gallery of all films.',
  HERO: 'At the top of the page.',
});
const ShowcaseStateEnum = enumType(SHOWCASE_STATES, 'ShowcaseState', 'Whether everybody sees a film of the showcase.', {
  CONSENT_WITHDRAWN: 'The workspace of the film has withdrawn its consent. `giveShowcaseConsent` shows the film again.',
  EXPIRED: 'The publish window of the film has ended.',
  FILM_DELETED: 'The film or its workspace was deleted. A restored film is shown again.',
  SCHEDULED: 'The publish window of the film has not begun.',
  SHOWN: 'Everybody sees the film.',
});

@ArgsType()
export class ShowcaseArgsType extends PageArgsType implements ShowcaseArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'Only the film with this id in the showcase; none while it is hidden. When omitted or null, all films match.',
  })
  id?: string | null;
  @Field(() => ShowcasePlacementEnum, {
    nullable: true,
    description: 'Only films of this placement. When omitted or null, all placements match: HERO, then FEATURED, then GALLERY.',
  })
  placement?: ShowcasePlacement | null;
  @Field(() => String, {
    nullable: true,
    description: 'Only films of this category, by exact match. When omitted or null, all categories match.',
  })
  category?: string | null;
}

@ObjectType('ShowcaseItem', { description: 'A film that the installation shows to everybody.' })
class ShowcaseItemType implements ShownItem {
  @Field(() => ID, { description: 'The id of the film in the showcase.' }) id!: string;
  @Field(() => ShowcasePlacementEnum, { description: 'Where a page shows the film.' }) placement!: ShowcasePlacement;
  @Field(() => String, { nullable: true, description: 'The category of the film. Null when it has none.' }) category!: string | null;
  @Field(() => String, { description: 'The title of the film.' }) title!: string;
  @Field(() => Int, { nullable: true, description: 'The width in pixels. Null when it is unknown.' }) width!: number | null;
  @Field(() => Int, { nullable: true, description: 'The height in pixels. Null when it is unknown.' }) height!: number | null;
  @Field(() => Int, { nullable: true, description: 'The duration in milliseconds. Null when it is unknown.' }) durationMs!: number | null;
  @Field(() => Boolean, { description: 'Whether a trained model made the film, or pictures or audio in the film.' }) synthetic!: boolean;
  @Field(() => String, { description: 'The public address of the film, which names its content and stays the same.' }) filmUrl!: string;
  @Field(() => String, { nullable: true, description: 'The public address of the poster. Null for a film without one.' })
  posterUrl!: string | null;
  @Field(() => String, { nullable: true, description: 'The public address of the captions, as WebVTT. Null for a film without captions.' })
  captionsUrl!: string | null;
  @Field(() => Boolean, { description: 'Whether a player shows the captions from the start.' }) captionsOn!: boolean;
}
export const ShowcaseItemConnectionType = connectionType('ShowcaseItem', () => ShowcaseItemType);

@ObjectType('AdminShowcaseItem', { description: 'A film of the showcase, as administrators of the installation see it.' })
export class AdminShowcaseItemType {
  @Field(() => ID, { description: 'The id of the film in the showcase.' }) id!: string;
  @Field(() => ID, { description: 'The id of the asset.' }) assetId!: string;
  @Field(() => ShowcasePlacementEnum, { description: 'Where a page shows the film.' }) placement!: ShowcasePlacement;
  @Field(() => String, { nullable: true, description: 'The category of the film. Null when it has none.' }) category!: string | null;
  @Field(() => String, { description: 'The title of the film.' }) title!: string;
  @Field(() => Int, { description: 'The place among the films of the placement, from 0.' }) position!: number;
  @Field(() => Boolean, { description: 'Whether a player shows the captions from the start.' }) captions!: boolean;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time from which the film is shown. Null for no limit.' })
  publishFrom!: Date | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time until which the film is shown. Null for no limit.' })
  publishUntil!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the film was added.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace of the film gave its consent the last time.' })
  consentGivenAt!: Date;
  @Field(() => ShowcaseStateEnum, { description: 'Whether everybody sees the film.' }) state!: ShowcaseState;
}
export const AdminShowcaseItemConnectionType = connectionType('AdminShowcaseItem', () => AdminShowcaseItemType);

@InputType('AdminShowcaseItemFilter', { description: 'Restricts a list of films of the showcase. A film must match all given fields.' })
class AdminShowcaseItemFilterInput implements AdminShowcaseItemFilter {
  @OneOfField(ShowcasePlacementEnum, 'placements') placements?: ShowcasePlacement[] | null;
  @OneOfField(ShowcaseStateEnum, 'states') states?: ShowcaseState[] | null;
}
export const AdminShowcaseItemListArgs = listArgs<AdminShowcaseItemFilterInput, AdminShowcaseItemOrderField>(
  'AdminShowcaseItem',
  AdminShowcaseItemFilterInput,
  { POSITION: 'The place among the films of the placement.', CREATED_AT: 'The time at which the film was added.' },
  'ASC',
);

@InputType({ description: 'A film to show to everybody.' })
export class CreateShowcaseItemInput implements CreateShowcaseItem {
  @Field(() => ID, { description: 'The id of an MP4 or WebM film whose workspace has called `giveShowcaseConsent`.' }) assetId!: string;
  @Field(() => ShowcasePlacementEnum, { description: 'Where a page shows the film. It is appended there.' })
  placement!: ShowcasePlacement;
  @Field(() => String, { description: 'The title of the film; 1 to 200 characters.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'The category, 1 to 60 characters. When omitted or null, the film has none.' })
  category?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a player shows the captions from the start. When omitted or null, it does.',
  })
  captions?: boolean | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time from which the film is shown. When omitted or null, it is shown at once.',
  })
  publishFrom?: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time until which the film is shown. When omitted or null, it is shown without a limit.',
  })
  publishUntil?: Date | null;
}

@InputType({ description: 'How a film of the showcase is shown. A field that is omitted stays as it is.' })
export class UpdateShowcaseItemInput implements ShowcaseItemChange {
  @Field(() => ShowcasePlacementEnum, {
    nullable: true,
    description: 'Where a page shows the film. It is appended there. When omitted or null, it stays where it is.',
  })
  placement?: ShowcasePlacement | null;
  @Field(() => String, { nullable: true, description: 'The title, 1 to 200 characters. When omitted or null, it stays the same.' })
  title?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The category, 1 to 60 characters. When omitted, it stays the same. When null, the film has none.',
  })
  category?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a player shows the captions from the start. When omitted or null, that stays the same.',
  })
  captions?: boolean | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time from which the film is shown. When omitted, it stays the same. When null, there is none.',
  })
  publishFrom?: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time until which the film is shown. When omitted, it stays the same. When null, there is none.',
  })
  publishUntil?: Date | null;
}
