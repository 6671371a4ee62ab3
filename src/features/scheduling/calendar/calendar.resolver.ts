import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { CalendarFeedRow } from './calendar-feed.entity.ts';
import type { CalendarFeedWithUrl, CalendarService } from './calendar.service.ts';
import { CalendarFeedType, CalendarFeedWithUrlType, CreateCalendarFeedInput } from './calendar.type.ts';

@Resolver(() => CalendarFeedType)
export class CalendarResolver {
  constructor(private readonly calendars: CalendarService) {}

  @Query(() => [CalendarFeedType], { description: 'Your calendar feeds that are not revoked, newest first.' })
  calendarFeeds(@Ctx() { scope }: Context): Promise<CalendarFeedRow[]> {
    return this.calendars.list(scope);
  }

  @Mutation(() => CalendarFeedWithUrlType, {
    description: 'Creates a private calendar feed of your slots. You can have at most 10 feeds.',
  })
  createCalendarFeed(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateCalendarFeedInput) input: CreateCalendarFeedInput,
  ): Promise<CalendarFeedWithUrl> {
    return this.calendars.create(scope, input);
  }

  @Mutation(() => Boolean, { description: 'Revokes one of your calendar feeds: its address stops working immediately. Returns true.' })
  async revokeCalendarFeed(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the calendar feed.' }) id: string,
  ): Promise<boolean> {
    await this.calendars.revoke(scope, id);
    return true;
  }
}
