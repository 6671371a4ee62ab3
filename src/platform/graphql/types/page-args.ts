import { ArgsType, Field, Int } from 'type-graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../../../kernel/page.ts';

const SIZE = `1 to ${MAX_PAGE}. Default ${DEFAULT_PAGE}`;

@ArgsType()
export class PageArgsType {
  @Field(() => Int, {
    nullable: true,
    description: `Maximum number of {items} on a page that is read forward, ${SIZE}. Not allowed together with \`last\` or \`before\`.`,
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Reads the page that follows this cursor of the same list and order. When omitted or null, the page begins at the start of the list.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: `Maximum number of {items} on a page that is read backward, ${SIZE}. Not allowed together with \`first\` or \`after\`.`,
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Reads the page that precedes this cursor of the same list and order. When omitted or null, a page that is read backward ends at the end of the list.',
  })
  before?: string | null;
}
