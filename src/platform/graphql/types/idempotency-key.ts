import { IsOptional, Length, Matches } from 'class-validator';
import { Field } from 'type-graphql';

/** The field `idempotencyKey` of a mutation's input. */
export const IdempotencyKey = (): PropertyDecorator => (target, property) => {
  const decorators = [
    Field(() => String, {
      nullable: true,
      description:
        'A unique key for this call, 1 to 200 characters. Repeating the call with the same key and input within 24 hours returns the first result instead of acting twice. When omitted or null, each call acts.',
    }),
    IsOptional(),
    Length(1, 200, { message: 'idempotencyKey must have 1 to 200 characters.' }),
    Matches(/^\P{Cc}*$/u, { message: 'idempotencyKey must not contain control characters.' }),
  ];
  for (const decorate of decorators) decorate(target, property);
};
