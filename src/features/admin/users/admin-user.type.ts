import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import type { AdminUserFilter, AdminUserOrderField } from './admin-user.read.ts';
import type { SuspendUser } from './admin-user.service.ts';

@InputType('AdminUserFilter', { description: 'Restricts a list of people of the installation. A person must match all given fields.' })
class AdminUserFilterInput extends TimeRangeInput implements AdminUserFilter {
  @TextField('name or email address') text?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only administrators (true), or only others (false). When omitted or null, both match.',
  })
  administrator?: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Only suspended people (true), or only others (false). When omitted or null, both match.',
  })
  suspended?: boolean | null;
}

export const AdminUserListArgs = listArgs<AdminUserFilterInput, AdminUserOrderField>('AdminUser', AdminUserFilterInput, {
  CREATED_AT: 'The time at which the account was created.',
});

@ObjectType('AdminUser', { description: 'A person with an account, as administrators of the installation see them.' })
export class AdminUserType {
  @Field(() => ID, { description: 'The id of the person, which `suspendUser` accepts.' }) id!: string;
  @Field(() => String, { description: 'The email address of the account.' }) email!: string;
  @Field(() => String, { description: 'The name that other members of a workspace see.' }) name!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the account was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the address was proven. Null before that.' })
  emailVerifiedAt!: Date | null;
  @Field(() => Boolean, { description: 'Whether the person is an administrator of the installation.' }) administrator!: boolean;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which the person was suspended. Null unless they are.' })
  suspendedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why the person was suspended. Null unless they are.' })
  suspensionReason!: string | null;
  @Field(() => Int, { description: 'The number of workspaces of which the person is a member.' }) workspaces!: number;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time of the last sign-in or token refresh. Null when all sessions have been deleted.',
  })
  lastActiveAt!: Date | null;
}

export const AdminUserConnectionType = connectionType('AdminUser', () => AdminUserType);

@InputType({ description: 'A person to suspend, and why.' })
export class SuspendUserInput implements SuspendUser {
  @Field(() => ID, { description: 'The id of the person.' }) userId!: string;
  @Field(() => String, { description: 'The reason, for other administrators and the audit log; 1 to 500 characters.' }) reason!: string;
}
