import { Field, ObjectType } from 'type-graphql';
import type { ProviderKind } from '../../platform/catalogue/providers.ts';
import { enumOf, ProviderKindEnum } from './catalogue.type.ts';

const SignInMethodEnum = enumOf('SignInMethod', 'A way to sign in.', {
  PASSWORD: 'Email address and password, by `login`.',
  GOOGLE: 'An account of the configured identity provider, by `startGoogleSignIn`.',
});

const RegistrationModeEnum = enumOf('RegistrationMode', 'Who may create an account.', {
  OPEN: 'Anybody.',
  INVITE: 'People with an invitation.',
  CLOSED: 'Nobody.',
});

@ObjectType('AvailableProvider', { description: 'A provider that this installation can use for one kind of work.' })
class AvailableProviderType {
  @Field(() => ProviderKindEnum, { description: 'What the provider does.' }) kind!: ProviderKind;
  @Field(() => String, { description: 'Stable name of the provider, for example `builtin`.' }) name!: string;
  @Field(() => String, { description: 'The name to show to people.' }) title!: string;
  @Field(() => String, { description: 'What the provider is, in one sentence.' }) description!: string;
}

@ObjectType('Capabilities', { description: 'What this installation can do, so that clients hide what is off.' })
export class CapabilitiesType {
  @Field(() => RegistrationModeEnum, { description: 'Who may create an account with `register`.' })
  registration!: keyof typeof RegistrationModeEnum;

  @Field(() => [SignInMethodEnum], { description: 'Ways to sign in that are configured.' })
  signIn!: readonly (keyof typeof SignInMethodEnum)[];

  @Field(() => [AvailableProviderType], { description: 'Providers that are on, by kind. A kind that is missing is off.' })
  providers!: readonly AvailableProviderType[];

  @Field(() => Boolean, { description: 'Whether GraphiQL is served to browsers at the address of the API.' }) explorer!: boolean;
  @Field(() => Boolean, { description: 'Whether plans and credits can be bought through Stripe.' }) stripe!: boolean;
  @Field(() => Boolean, { description: 'Whether films can be published to YouTube.' }) youtube!: boolean;
}
