import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { PrivacyEnum } from '../publications/privacy.type.ts';
import type { Privacy } from '../publications/publication.states.ts';
import type { SeriesFilter, SeriesOrderField } from './series.read.ts';
import { SERIES_STATUSES } from './series.states.ts';
import type { SeriesStatus } from './series.states.ts';

const SeriesStatusEnum = enumType(SERIES_STATUSES, 'SeriesStatus', 'The state of a series.', {
  ACTIVE: 'Runs start at the times of the series. `pauseSeries` makes the series PAUSED.',
  PAUSED: 'Runs start only by `runSeriesNow`. `resumeSeries` makes the series ACTIVE again.',
});

@ObjectType('Series', {
  implements: NodeType,
  description: 'Recurring production: at each of its times, the newest unused entry of a feed or the next row of a file becomes a film.',
})
export class SeriesType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the series, 1 to 200 characters. Names need not be unique.' }) name!: string;
  @Field(() => SeriesStatusEnum, { description: 'The state of the series.' }) status!: SeriesStatus;
  @Field(() => String, {
    description: 'The times of the runs, as a cron expression of five fields: minute, hour, day of the month, month and day of the week.',
  })
  cron!: string;
  @Field(() => String, { description: 'The time zone of the IANA database that the times are in, for example `Europe/Berlin`.' })
  timeZone!: string;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time of the next run. Null while the series is PAUSED, and when its times have no later one.',
  })
  nextRunAt!: Date | null;
  @Field(() => ID, { nullable: true, description: 'The id of the channel on which films are published. Null when there is none.' })
  channelId!: string | null;
  @Field(() => Boolean, { description: 'Whether each film is published on the channel when it is finished.' }) publish!: boolean;
  @Field(() => PrivacyEnum, { description: 'Who can watch the published films.' }) privacy!: Privacy;
  @Field(() => Boolean, { description: 'Whether the published films are made for children.' }) madeForKids!: boolean;
  @Field(() => GraphQLDateTime, { description: 'The time at which the series was created.' }) createdAt!: Date;
}

export const SeriesConnectionType = connectionType('Series', () => SeriesType);

@InputType('SeriesFilter', { description: 'Restricts a list of series. A series must match all given fields.' })
class SeriesFilterInput extends TimeRangeInput implements SeriesFilter {
  @OneOfField(SeriesStatusEnum, 'statuses') status?: SeriesStatus[] | null;
  @TextField('name') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @ReferenceField('that use the prompt template') templateId?: string | null;
}

export const SeriesListArgs = listArgs<SeriesFilterInput, SeriesOrderField>('Series', SeriesFilterInput, {
  CREATED_AT: 'The time at which the series was created.',
  NAME: 'The name of the series, without regard to upper and lower case.',
});
