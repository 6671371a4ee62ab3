import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { ReferenceField, TextField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import type { AdminWorkspaceFilter, AdminWorkspaceOrderField } from './admin-workspace.read.ts';

@InputType('AdminWorkspaceFilter', { description: 'Restricts a list of all workspaces. A workspace must match all given fields.' })
class AdminWorkspaceFilterInput extends TimeRangeInput implements AdminWorkspaceFilter {
  @TextField('name') text?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Only workspaces with one of these plans, by name; at most 50 names. When omitted or null, all plans match.',
  })
  plans?: string[] | null;
  @ReferenceField('with a member') userId?: string | null;
}

export const AdminWorkspaceListArgs = listArgs<AdminWorkspaceFilterInput, AdminWorkspaceOrderField>(
  'AdminWorkspace',
  AdminWorkspaceFilterInput,
  {
    CREATED_AT: 'The time at which the workspace was created.',
    CREDITS_SPENT: 'The number of credits that the workspace has spent.',
    STORAGE_BYTES: 'The size of the stored files.',
  },
);

@ObjectType('AdminWorkspace', {
  description: 'A workspace, as administrators of the installation see it: its use, without anything that its members made.',
})
class AdminWorkspaceType {
  @Field(() => ID, { description: 'The id of the workspace.' }) id!: string;
  @Field(() => String, { description: 'The name of the workspace.' }) name!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the workspace was created.' }) createdAt!: Date;
  @Field(() => String, { description: 'The name of the plan of the workspace.' }) plan!: string;
  @Field(() => Int, { description: 'The number of members.' }) members!: number;
  @Field(() => Float, { description: 'The size of the stored files in bytes, with deleted ones until they are purged.' })
  storageBytes!: number;
  @Field(() => Int, { description: 'The credits that new jobs can use. Negative when the workspace owes credits.' })
  creditsAvailable!: number;
  @Field(() => Int, { description: 'The credits that are reserved for jobs that have not ended.' }) creditsReserved!: number;
  @Field(() => Int, { description: 'The credits that the workspace has spent.' }) creditsSpent!: number;
  @Field(() => Int, { description: 'The number of jobs that are queued or running.' }) openJobs!: number;
}

export const AdminWorkspaceConnectionType = connectionType('AdminWorkspace', () => AdminWorkspaceType);
