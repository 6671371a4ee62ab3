import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, ObjectType } from 'type-graphql';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { OneLine } from '../../../platform/graphql/types/one-line.ts';
import type { CreateCalendarFeed } from './calendar.service.ts';

@ObjectType('CalendarFeed', {
  implements: NodeType,
  description: 'A private address at which a calendar program reads your slots of all workspaces, without signing in.',
})
export class CalendarFeedType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name by which you recognize the feed, 1 to 100 characters.' }) name!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the feed was created.' }) createdAt!: Date;
}

@ObjectType('CalendarFeedWithUrl', { description: 'A new calendar feed and its address, which is shown only once.' })
export class CalendarFeedWithUrlType {
  @Field(() => CalendarFeedType, { description: 'The calendar feed as lists show it, without its address.' }) feed!: CalendarFeedType;
  @Field(() => String, {
    description:
      'The address to subscribe to in a calendar program. It is shown only once. Everybody who has it can read your slots until the feed is revoked.',
  })
  url!: string;
}

@InputType({ description: 'The name of a new calendar feed.' })
export class CreateCalendarFeedInput implements CreateCalendarFeed {
  @Field(() => String, { description: 'The name by which you recognize the feed, 1 to 100 characters.' })
  @OneLine(100)
  name!: string;
}
