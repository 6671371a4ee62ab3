import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import { workspaceStats } from './workspace-stats.read.ts';
import type { DayStats, WorkspaceStats } from './workspace-stats.read.ts';

@ObjectType('DayStats', { description: 'What a workspace did on one day, by UTC.' })
class DayStatsType implements DayStats {
  @Field(() => String, { description: 'The day, for example `2026-11-30`.' }) date!: string;
  @Field(() => Int, { description: 'Number of films that were finished on the day.' }) videos!: number;
  @Field(() => Float, { description: 'Length of these films in minutes. A film counts once, however many renditions it has.' })
  minutes!: number;
  @Field(() => Int, { description: 'Credits that the jobs that ended on the day were charged.' }) credits!: number;
  @Field(() => GraphQLSafeInt, {
    description: 'Bytes that the files of the workspace had at the end of the day; today, those that they have now.',
  })
  storageBytes!: number;
  @Field(() => Float, {
    description: 'What calls to providers (AI services) of the jobs that ended on the day cost in US dollars, as far as it is known.',
  })
  providerCosts!: number;
}

@ObjectType('Stats', { description: 'What a workspace did on the days of a range. Today counts up to now.' })
class StatsType implements WorkspaceStats {
  @Field(() => Int, { description: 'Number of films that were finished in the range.' }) videos!: number;
  @Field(() => Float, { description: 'Length of these films in minutes. A film counts once, however many renditions it has.' })
  minutes!: number;
  @Field(() => Int, { description: 'Credits that the jobs that ended in the range were charged.' }) credits!: number;
  @Field(() => GraphQLSafeInt, {
    description: 'Bytes that the files of the workspace had on the last day of the range. 0 for a range without days.',
  })
  storageBytes!: number;
  @Field(() => Float, {
    description: 'What calls to providers (AI services) of the jobs that ended in the range cost in US dollars, as far as it is known.',
  })
  providerCosts!: number;
  @Field(() => GraphQLSafeInt, {
    description:
      'Views of the films that were published in the range, when their channels last reported them. 0 where a channel counts none.',
  })
  views!: number;
  @Field(() => [DayStatsType], {
    description: 'Each day of the range, the earliest first. Empty when the range is before the workspace was created, or in the future.',
  })
  byDay!: readonly DayStats[];
}

/** `Workspace.stats`. */
@Resolver(() => WorkspaceType)
export class WorkspaceStatsResolver {
  @FieldResolver(() => StatsType, {
    description: 'What the workspace did on the days of a range, by UTC: films, credits, storage and costs.',
  })
  stats(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Arg('from', () => GraphQLDateTime, { description: 'Start of the range, inclusive. The day that it is within counts as a whole.' })
    from: Date,
    @Arg('to', () => GraphQLDateTime, {
      description: 'End of the range, exclusive: later than `from`, by at most 366 days. The day that it is within counts as a whole.',
    })
    to: Date,
  ): Promise<WorkspaceStats> {
    return workspaceStats(scope, id, from, to);
  }
}
