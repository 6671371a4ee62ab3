import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import type { ProviderKind } from '../../platform/catalogue/providers.ts';
import { enumOf, ProviderKindEnum } from './catalogue.type.ts';
import type { ProviderState } from './circuits/circuit.states.ts';

const SignInMethodEnum = enumOf('SignInMethod', 'A way to sign in.', {
  PASSWORD: 'Sign-in with an email address and a password, by `login`.',
  GOOGLE: 'Sign-in with Google or another configured identity provider, by `startGoogleSignIn`.',
});

export const RegistrationModeEnum = enumOf('RegistrationMode', 'Who may create an account.', {
  OPEN: 'Anybody can create an account.',
  INVITE: 'Only people with an invitation can create an account.',
  CLOSED: 'Nobody can create an account.',
});

export const ProviderStateEnum = enumOf('ProviderState', 'Whether films are made with a provider that is on.', {
  AVAILABLE: 'Films are made with the provider.',
  FAILING:
    'The last calls to the provider failed: films are made with the next one of the order. The next film tries it again after a minute, or after 5 minutes where the provider refuses the key, the account or the model.',
  PROBING: 'The last calls to the provider failed, and the next film tries it again.',
} satisfies Record<ProviderState, string>);

@ObjectType('AvailableProvider', { description: 'A provider that this installation can use for one kind of work.' })
export class AvailableProviderType {
  @Field(() => ProviderKindEnum, { description: 'The kind of work that the provider does.' }) kind!: ProviderKind;
  @Field(() => String, { description: 'The name of the provider, for example `builtin`. It never changes.' }) name!: string;
  @Field(() => String, { description: 'The name of the provider to show to people.' }) title!: string;
  @Field(() => String, { description: 'A description of the provider in one sentence.' }) description!: string;
  @Field(() => ProviderStateEnum, {
    description: 'Whether films use the provider, by the last calls with the key or to the server of the installation.',
  })
  state!: ProviderState;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time of the last failed call. Null while the last call succeeded.' })
  failedAt!: Date | null;
}

@ObjectType('Capabilities', { description: 'The functions that this installation has, so that a client can hide all others.' })
export class CapabilitiesType {
  @Field(() => RegistrationModeEnum, { description: 'Who may create an account with `register`.' })
  registration!: keyof typeof RegistrationModeEnum;

  @Field(() => [SignInMethodEnum], { description: 'The ways to sign in that are configured. PASSWORD is always one of them.' })
  signIn!: readonly (keyof typeof SignInMethodEnum)[];

  @Field(() => Boolean, { description: 'Whether browsers receive the explorer GraphiQL at the address of the API.' }) explorer!: boolean;
  @Field(() => Boolean, { description: 'Whether plans and credits can be bought with `createCheckout`.' }) billing!: boolean;
  @Field(() => Boolean, {
    description: 'Whether plans and credits can be bought through Stripe.',
    deprecationReason: 'Use billing; removed after 2027-06-30.',
  })
  stripe!: boolean;
  @Field(() => Boolean, {
    description: 'Whether channels at YouTube can be connected with `connectYouTube`. Buckets can always be connected.',
  })
  youtube!: boolean;
}
