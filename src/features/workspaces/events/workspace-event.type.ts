import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { CHANGE_ACTIONS, WORKSPACE_EVENT_TYPES } from './workspace-event.entity.ts';
import type { ChangeAction, WorkspaceEventType } from './workspace-event.entity.ts';

const NO_EVENT_YET = 'Reserved. No such event is sent yet.';
export const WorkspaceEventTypeEnum = enumType(WORKSPACE_EVENT_TYPES, 'WorkspaceEventType', 'What changed in a workspace.', {
  ASSET: 'An asset was created, changed or deleted.',
  CREDITS: 'The credits of the workspace have changed.',
  JOB: 'A job was created, deleted, or has changed its state or progress.',
  MEMBER: 'A person has joined or left the workspace, or their role has changed.',
  READY: 'The start of a subscription: every change after its cursor follows.',
  PROJECT: 'A project was created, deleted or changed, or one of its scenes was.',
  BATCH: 'A batch was created or has changed its state, or its progress has changed, which is reported once a second at most.',
  CHANNEL: NO_EVENT_YET,
  SLOT: NO_EVENT_YET,
});
const ChangeActionEnum = enumType(CHANGE_ACTIONS, 'ChangeAction', 'What happened to the object of a workspace event.', {
  CREATED: 'The object was created.',
  DELETED: 'The object was deleted.',
  UPDATED: 'The object was changed.',
});

@ObjectType('WorkspaceEvent', {
  description: 'A change in a workspace. The subject is read at delivery and never older than the event; null when it no longer exists.',
})
export class WorkspaceEventObjectType {
  @Field(() => String, { description: 'The position of the event. Pass it as `after` to receive what follows.' }) cursor!: string;
  @Field(() => WorkspaceEventTypeEnum, { description: 'What has changed.' }) type!: WorkspaceEventType;
  @Field(() => ChangeActionEnum, {
    nullable: true,
    description: 'What happened to the object. Null for READY.',
  })
  action!: ChangeAction | null;
  @Field(() => GraphQLDateTime, { description: 'The time of the change.' }) at!: Date;
  @Field(() => ID, { nullable: true, description: 'Id of the changed object: the user for MEMBER, the workspace for CREDITS.' })
  subjectId!: string | null;
}
