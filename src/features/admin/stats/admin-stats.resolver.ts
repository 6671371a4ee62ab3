import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AdminDay, AdminStatsService } from './admin-stats.service.ts';
import { AdminDayType } from './admin-stats.type.ts';

@Resolver()
export class AdminStatsResolver {
  constructor(private readonly stats: AdminStatsService) {}

  @Query(() => [AdminDayType], {
    description:
      'Figures of the installation for each day of a range, oldest first. Days that no worker has counted are missing. Only for administrators of the installation.',
  })
  adminStats(
    @Ctx() { scope }: Context,
    @Arg('from', () => GraphQLDateTime, { description: 'A time on the first day, in UTC.' }) from: Date,
    @Arg('to', () => GraphQLDateTime, { description: 'A time on the last day, in UTC; at most 366 days after `from`.' }) to: Date,
  ): Promise<readonly AdminDay[]> {
    return this.stats.days(scope, from, to);
  }
}
