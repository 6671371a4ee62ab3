import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { enumType } from '../../platform/graphql/enum.ts';
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
  description: 'Something has changed. What it is now is read at delivery, never older than the event; null when it is gone.',
})
export class WorkspaceEventObjectType {
  @Field(() => String) cursor!: string;
  @Field(() => WorkspaceEventTypeEnum) type!: WorkspaceEventType;
  @Field(() => ChangeActionEnum, { nullable: true, description: 'Null for READY.' }) action!: ChangeAction | null;
  @Field(() => GraphQLDateTime) at!: Date;
  @Field(() => ID, { nullable: true, description: 'What has changed: the user for MEMBER, the workspace for CREDITS.' })
  subjectId!: string | null;
}
