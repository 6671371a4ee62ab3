import { ArgsType, Field, Int } from 'type-graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../../../kernel/page.ts';

const SIZE = `1 to ${MAX_PAGE}; default ${DEFAULT_PAGE}`;

@ArgsType()
export class PageArgsType {
  @Field(() => Int, { nullable: true, description: `Page forward: how many items, ${SIZE}. Not together with \`last\` or \`before\`.` })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Page forward: only items after this cursor of the same list and order. From the start when omitted.',
  })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `Page backward: how many items, ${SIZE}. Not together with \`first\` or \`after\`.` })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Page backward: only items before this cursor of the same list and order. From the end when omitted.',
  })
  before?: string | null;
}
