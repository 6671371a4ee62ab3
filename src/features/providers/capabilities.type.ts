import { Field, ObjectType } from 'type-graphql';
import type { ProviderKind } from '../../platform/catalogue/providers.ts';
import { enumOf, ProviderKindEnum } from './catalogue.type.ts';

const SignInMethodEnum = enumOf('SignInMethod', 'A way to sign in.', {
  PASSWORD: 'Sign-in with an email address and a password, by `login`.',
  GOOGLE: 'Sign-in with Google or another configured identity provider, by `startGoogleSignIn`.',
});

const RegistrationModeEnum = enumOf('RegistrationMode', 'Who may create an account.', {
  OPEN: 'Anybody can create an account.',
  INVITE: 'Only people with an invitation can create an account.',
  CLOSED: 'Nobody can create an account.',
});

@ObjectType('AvailableProvider', { description: 'A provider that this installation can use for one kind of work.' })
class AvailableProviderType {
  @Field(() => ProviderKindEnum, { description: 'The kind of work that the provider does.' }) kind!: ProviderKind;
  @Field(() => String, { description: 'The name of the provider, for example `builtin`. It never changes.' }) name!: string;
  @Field(() => String, { description: 'The name of the provider to show to people.' }) title!: string;
  @Field(() => String, { description: 'A description of the provider in one sentence.' }) description!: string;
}

@ObjectType('Capabilities', { description: 'The functions that this installation has, so that a client can hide all others.' })
export class CapabilitiesType {
  @Field(() => RegistrationModeEnum, { description: 'Who may create an account with `register`.' })
  registration!: keyof typeof RegistrationModeEnum;

  @Field(() => [SignInMethodEnum], { description: 'The ways to sign in that are configured. PASSWORD is always one of them.' })
  signIn!: readonly (keyof typeof SignInMethodEnum)[];

  @Field(() => [AvailableProviderType], {
    description: 'The providers that can be used, ordered by their kind. A kind of work without a provider is not available.',
  })
  providers!: readonly AvailableProviderType[];

  @Field(() => Boolean, { description: 'Whether browsers receive the explorer GraphiQL at the address of the API.' }) explorer!: boolean;
  @Field(() => Boolean, { description: 'Whether plans and credits can be bought through Stripe. Reserved: always false.' })
  stripe!: boolean;
  @Field(() => Boolean, { description: 'Whether films can be published to YouTube. Reserved: always false.' }) youtube!: boolean;
}
