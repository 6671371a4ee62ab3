import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { PrivacyEnum } from '../publications/privacy.type.ts';
import type { Privacy } from '../publications/publication.states.ts';
import type { CreateSeries, RunSeriesNow, UpdateSeries } from './series.service.ts';

const NAME = 'The name of the series, 1 to 200 characters. Names need not be unique.';
const CRON =
  'The times of the runs, as a cron expression of five fields: minute, hour, day of the month, month and day of the week, for example `0 9 * * MON`. At least 15 minutes must lie between two runs.';
const TIME_ZONE = 'The time zone of the IANA database that the times are in, for example `Europe/Berlin`.';
const TEMPLATE =
  'The id of a prompt template of the workspace, as it is when a run starts. For a feed it may require only the variables `title`, `summary`, `link` and `date`.';
const PRESET = 'The id of a preset of the workspace or of one of `systemPresets`, whose options apply to all films.';
const FEED =
  'The URL of an RSS or Atom feed with a public address, at most 2,000 characters. Each run makes a film of its newest unused entry.';
const ITEMS =
  'The id of a READY asset of the kind DOCUMENT: CSV whose first line names the variables of the template, or JSON Lines. Each run makes a film of the next row.';
const CHANNEL = 'The id of a channel of the workspace, on which films are published.';
const KIDS = 'Whether the published films are made for children, which channels must know by law in some countries.';
const KEPT = 'When omitted or null, the current value is kept.';

@InputType({ description: 'A new series: its times, its template, and a feed or a file whose entries or rows become films.' })
export class CreateSeriesInput implements CreateSeries {
  @Field(() => ID, { description: 'The id of the workspace that the films belong to and whose credits they cost.' }) workspaceId!: string;
  @Field(() => String, { description: NAME }) name!: string;
  @Field(() => String, { description: CRON }) cron!: string;
  @Field(() => String, { description: TIME_ZONE }) timeZone!: string;
  @Field(() => ID, { description: TEMPLATE }) templateId!: string;
  @Field(() => ID, {
    nullable: true,
    description: `${PRESET} When omitted or null, the template and the workspace can give a preset.`,
  })
  presetId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `${FEED} Required unless \`itemsAssetId\` is given; then it must be omitted or null.`,
  })
  feedUrl?: string | null;
  @Field(() => ID, { nullable: true, description: `${ITEMS} Required unless \`feedUrl\` is given; then it must be omitted or null.` })
  itemsAssetId?: string | null;
  @Field(() => ID, { nullable: true, description: `${CHANNEL} Required when \`publish\` is true. When omitted or null, there is none.` })
  channelId?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether each film is published on the channel when it is finished. Default false.',
  })
  publish?: boolean | null;
  @Field(() => PrivacyEnum, { nullable: true, description: 'Who can watch the published films. Default PRIVATE.' })
  privacy?: Privacy | null;
  @Field(() => Boolean, { nullable: true, description: `${KIDS} Default false.` }) madeForKids?: boolean | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a series, for the runs that start from now on. Fields that are omitted are not changed.' })
export class UpdateSeriesInput implements UpdateSeries {
  @Field(() => String, { nullable: true, description: `${NAME} ${KEPT}` }) name?: string | null;
  @Field(() => String, { nullable: true, description: `${CRON} ${KEPT}` }) cron?: string | null;
  @Field(() => String, { nullable: true, description: `${TIME_ZONE} ${KEPT}` }) timeZone?: string | null;
  @Field(() => ID, { nullable: true, description: `${TEMPLATE} ${KEPT}` }) templateId?: string | null;
  @Field(() => ID, { nullable: true, description: `${PRESET} Null removes it.` }) presetId?: string | null;
  @Field(() => String, { nullable: true, description: `${FEED} It replaces the file with rows. Null removes it.` }) feedUrl?: string | null;
  @Field(() => ID, { nullable: true, description: `${ITEMS} It replaces the feed. Null removes it.` }) itemsAssetId?: string | null;
  @Field(() => ID, { nullable: true, description: `${CHANNEL} Null removes it.` }) channelId?: string | null;
  @Field(() => Boolean, { nullable: true, description: `Whether each film is published on the channel when it is finished. ${KEPT}` })
  publish?: boolean | null;
  @Field(() => PrivacyEnum, { nullable: true, description: `Who can watch the published films. ${KEPT}` }) privacy?: Privacy | null;
  @Field(() => Boolean, { nullable: true, description: `${KIDS} ${KEPT}` }) madeForKids?: boolean | null;
}

@ArgsType()
export class RunSeriesNowArgs implements RunSeriesNow {
  @Field(() => ID, { description: 'The id of the series.' }) id!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}
