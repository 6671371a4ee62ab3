import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../../platform/graphql/types/enum.ts';
import { OneOfField, TimeRangeInput, listArgs } from '../../../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../../../platform/graphql/types/node.ts';
import type { SeriesRunFilter, SeriesRunOrderField } from '../series.read.ts';
import { RUN_STATES } from '../series.states.ts';
import type { RunFailure, RunState } from '../series.states.ts';

const RunStateEnum = enumType(RUN_STATES, 'SeriesRunState', 'The state of a run of a series.', {
  CANCELED: 'The job of the run was canceled by `cancelJob`.',
  COMPLETED: 'The film is finished, and published if the series publishes its films.',
  FAILED: 'There is no film, or it is not published; `SeriesRun.failure` says why. `retryJob` continues a run whose job has failed.',
  MISSED: 'No worker was running at the time of the run. One run counts all times that were missed together.',
  PENDING: 'The run is about to start: its entry or row is chosen within seconds, or within minutes when the feed does not answer.',
  PUBLISHING: 'The film is finished and is being published.',
  RUNNING: 'The film is being made.',
  SKIPPED: 'There was no entry or row that no run had used, so there is no film.',
});

@ObjectType('SeriesRunFailure', { description: 'Why a run made no film, or why its film is not published.' })
class SeriesRunFailureType implements RunFailure {
  @Field(() => String, {
    description: 'The stable code of the failure, for example `NO_NEW_ITEM`; docs/series.md and docs/errors.md list all codes.',
  })
  code!: string;
  @Field(() => String, { description: 'What happened, for people.' }) message!: string;
}

@ObjectType('SeriesItem', { description: 'What a run makes a film of: an entry of a feed, or a row of a file.' })
export class SeriesItemType {
  @Field(() => String, { nullable: true, description: 'The title of the entry of a feed, as plain text. Null for a row of a file.' })
  title!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The URL of the page of the entry. Null for a row of a file, and for an entry without one.',
  })
  link!: string | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the entry was published. Null for a row of a file, and for an entry without a date.',
  })
  publishedAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'The number of the row of the file, starting with 1. Null for an entry of a feed.' })
  row!: number | null;
}

@ObjectType('SeriesRun', {
  implements: NodeType,
  description: 'A run of a series: one of its times, or one that a person asked for with `runSeriesNow`.',
})
export class SeriesRunType implements NodeType {
  id!: string;
  @Field(() => GraphQLDateTime, {
    description:
      'The time of the series that the run belongs to, or the time at which a person asked for it. For MISSED, the first missed time.',
  })
  scheduledAt!: Date;
  @Field(() => Boolean, { description: 'Whether a person asked for the run with `runSeriesNow`.' }) isManual!: boolean;
  @Field(() => RunStateEnum, { description: 'The state of the run.' }) state!: RunState;
  @Field(() => Int, {
    description: 'The number of times that a run in the state MISSED counts, at most 1,000. 0 in every other state.',
  })
  missedTimes!: number;
  @Field(() => SeriesRunFailureType, {
    nullable: true,
    description: 'Why there is no film, or why it is not published. Null unless the state is FAILED, SKIPPED or MISSED.',
  })
  failure!: RunFailure | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which a worker found that the run was due.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the run ended. Null before its end.' })
  finishedAt!: Date | null;
}

export const SeriesRunConnectionType = connectionType('SeriesRun', () => SeriesRunType);

@InputType('SeriesRunFilter', { description: 'Restricts a list of the runs of a series. A run must match all given fields.' })
class SeriesRunFilterInput extends TimeRangeInput implements SeriesRunFilter {
  @OneOfField(RunStateEnum, 'states') state?: RunState[] | null;
}

export const SeriesRunListArgs = listArgs<SeriesRunFilterInput, SeriesRunOrderField>('SeriesRun', SeriesRunFilterInput, {
  CREATED_AT: 'The time at which a worker found that the run was due.',
});
