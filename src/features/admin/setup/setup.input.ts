import { MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { NewAccountInput } from '../../identity/account/new-account.type.ts';
import type { InitializeSystem } from './setup.service.ts';

@InputType({ description: 'The set-up token, and the account of the first administrator.' })
export class InitializeSystemInput extends NewAccountInput implements InitializeSystem {
  @Field(() => String, {
    description: 'The token that SETUP_TOKEN holds, or that the API logs in a link at its start. It works once.',
  })
  @MaxLength(512, { message: 'Not a valid token.' })
  setupToken!: string;
}
