import { IsOptional, Length, Matches } from 'class-validator';
import { Field } from 'type-graphql';

/** The field `idempotencyKey` of a mutation's input. */
export const IdempotencyKey = (): PropertyDecorator => (target, property) => {
  const decorators = [
    Field(() => String, { nullable: true, description: 'The same key with the same input answers with the same thing for 24 hours.' }),
    IsOptional(),
    Length(1, 200, { message: 'An idempotencyKey has 1 to 200 characters.' }),
    Matches(/^\P{Cc}*$/u, { message: 'An idempotencyKey has no control characters.' }),
  ];
  for (const decorate of decorators) decorate(target, property);
};
