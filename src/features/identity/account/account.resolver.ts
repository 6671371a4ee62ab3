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

  @Mutation(() => Boolean, { description: 'Resends the verification email. Answers INVALID_STATE when the address is already verified.' })
  async requestEmailVerification(@Ctx() { scope }: Context): Promise<boolean> {
    await this.emails.requestVerification(scope);
    return true;
  }

  @Mutation(() => Boolean, { description: 'Verifies your email address with the token of the verification email.' })
  async verifyEmail(@Ctx() { scope }: Context, @Arg('input', () => VerifyEmailInput) input: VerifyEmailInput): Promise<boolean> {
    await this.emails.verify(scope, input);
    return true;
  }

  @Mutation(() => Boolean, { description: 'Changes your password and ends your other sessions.' })
  async changePassword(@Ctx() { scope }: Context, @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput): Promise<boolean> {
    await this.passwords.change(scope, input);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Emails a password reset link if the address has an account. The answer is the same if it has none.',
  })
  async requestPasswordReset(
    @Ctx() { scope }: Context,
    @Arg('input', () => RequestPasswordResetInput) input: RequestPasswordResetInput,
  ): Promise<boolean> {
    await this.passwords.requestReset(scope, input);
    return true;
  }

  @Mutation(() => Boolean, {
    description: 'Sets a new password with the single-use token of the reset email, and ends all sessions of the account.',
  })
  async resetPassword(@Ctx() { scope }: Context, @Arg('input', () => ResetPasswordInput) input: ResetPasswordInput): Promise<boolean> {
    await this.passwords.reset(scope, input);
    return true;
  }

  @Mutation(() => UserType, { description: 'Changes your name and locale.' })
  updateProfile(@Ctx() { scope }: Context, @Arg('input', () => UpdateProfileInput) input: UpdateProfileInput): Promise<UserRow> {
    return this.profiles.update(scope, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes your account and personal data and ends all sessions. Answers INVALID_STATE while you are the last owner of a workspace with other members.',
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
    description: 'Email address. Visible to the account’s owner only; null for others.',
  })
  emailVerifiedAt(@Ctx() { scope }: Context, @Root() user: UserRow): Date | null {
    return isSelf(scope, user) ? (user.emailVerifiedAt ?? null) : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Locale (BCP 47). Visible to the account’s owner only; null for others.' })
  locale(@Ctx() { scope }: Context, @Root() user: UserRow): string | null {
    return isSelf(scope, user) ? (user.locale ?? null) : null;
  }
}

const isSelf = ({ actor }: Context['scope'], { id }: UserRow): boolean => userIdOf(actor) === id;
