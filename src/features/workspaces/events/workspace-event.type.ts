import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/enum.ts';
import { CHANGE_ACTIONS, WORKSPACE_EVENT_TYPES } from './workspace-event.entity.ts';
import type { ChangeAction, WorkspaceEventType } from './workspace-event.entity.ts';

const NO_EVENT_YET = 'Reserved. No such event is sent yet.';
export const WorkspaceEventTypeEnum = enumType(WORKSPACE_EVENT_TYPES, 'WorkspaceEventType', 'What changed in a workspace.', {
  PROJECT: NO_EVENT_YET,
  BATCH: NO_EVENT_YET,
  CHANNEL: NO_EVENT_YET,
  SLOT: NO_EVENT_YET,
});
const ChangeActionEnum = enumType(CHANGE_ACTIONS, 'ChangeAction');

@ObjectType('WorkspaceEvent', {
  description: 'A change in a workspace. The subject is read at delivery and never older than the event; null when it no longer exists.',
})
export class WorkspaceEventObjectType {
  @Field(() => String) cursor!: string;
  @Field(() => WorkspaceEventTypeEnum) type!: WorkspaceEventType;
  @Field(() => ChangeActionEnum, {
    nullable: true,
    description: 'What happened to the subject. What happened to the subject. What happened to the subject. Null for READY.',
  })
  action!: ChangeAction | null;
  @Field(() => GraphQLDateTime) at!: Date;
  @Field(() => ID, { nullable: true, description: 'Id of the changed object: the user for MEMBER, the workspace for CREDITS.' })
  subjectId!: string | null;
}
