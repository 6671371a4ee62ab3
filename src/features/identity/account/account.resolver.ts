import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { userIdOf } from '../../../kernel/actor.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { EmailService } from './email.service.ts';
import type { UserRow } from '../identity.entity.ts';
import {
  ChangePasswordInput,
  DeleteAccountInput,
  RequestPasswordResetInput,
  ResetPasswordInput,
  UpdateProfileInput,
  VerifyEmailInput,
} from '../identity.input.ts';
import { UserType } from '../identity.type.ts';
import type { PasswordService } from '../password/password.service.ts';
import type { ProfileService } from './profile.service.ts';

@Resolver(() => UserType)
export class AccountResolver {
  constructor(
    private readonly emails: EmailService,
    private readonly passwords: PasswordService,
    private readonly profiles: ProfileService,
  ) {}

  @Mutation(() => Boolean, {
    description:
      'Sends the verification email to your address again. Answers INVALID_STATE when the address is already verified. Returns true.',
  })
  async requestEmailVerification(@Ctx() { scope }: Context): Promise<boolean> {
    await this.emails.requestVerification(scope);
    return true;
  }

  @Mutation(() => Boolean, { description: 'Verifies your email address with the token of the verification email. Returns true.' })
  async verifyEmail(@Ctx() { scope }: Context, @Arg('input', () => VerifyEmailInput) input: VerifyEmailInput): Promise<boolean> {
    await this.emails.verify(scope, input);
    return true;
  }

  @Mutation(() => Boolean, { description: 'Changes your password and ends your other sessions. Returns true.' })
  async changePassword(@Ctx() { scope }: Context, @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput): Promise<boolean> {
    await this.passwords.change(scope, input);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Emails a link to reset the password when the address has an account. Returns true in either case.',
  })
  async requestPasswordReset(
    @Ctx() { scope }: Context,
    @Arg('input', () => RequestPasswordResetInput) input: RequestPasswordResetInput,
  ): Promise<boolean> {
    await this.passwords.requestReset(scope, input);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Sets a new password with the token of the password reset email, and ends all sessions of the account. Returns true.',
  })
  async resetPassword(@Ctx() { scope }: Context, @Arg('input', () => ResetPasswordInput) input: ResetPasswordInput): Promise<boolean> {
    await this.passwords.reset(scope, input);
    return true;
  }

  @Mutation(() => UserType, { description: 'Changes your names and your locale.' })
  updateProfile(@Ctx() { scope }: Context, @Arg('input', () => UpdateProfileInput) input: UpdateProfileInput): Promise<UserRow> {
    return this.profiles.update(scope, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes your account and personal data and ends all sessions; this cannot be undone. Answers INVALID_STATE while you are the last owner of a workspace with other members, or the only member of one with a plan that is still charged. Returns true.',
  })
  async deleteAccount(@Ctx() { scope }: Context, @Arg('input', () => DeleteAccountInput) input: DeleteAccountInput): Promise<boolean> {
    await this.profiles.deleteAccount(scope, input);
    return true;
  }

  @Mutation(() => GraphQLJSON, { description: 'Exports all personal data stored about you as one JSON document.' })
  exportMyData(@Ctx() { scope }: Context): Promise<Record<string, unknown>> {
    return this.profiles.exportData(scope);
  }

  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the email address was verified. Null before that, and for everyone except the person.',
  })
  emailVerifiedAt(@Ctx() { scope }: Context, @Root() user: UserRow): Date | null {
    return isSelf(scope, user) ? (user.emailVerifiedAt ?? null) : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The locale of the person, a BCP 47 tag. Null when they have not set one, and for everyone except the person.',
  })
  locale(@Ctx() { scope }: Context, @Root() user: UserRow): string | null {
    return isSelf(scope, user) ? (user.locale ?? null) : null;
  }
}

const isSelf = ({ actor }: Context['scope'], { id }: UserRow): boolean => userIdOf(actor) === id;
