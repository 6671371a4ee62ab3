import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { CHANGE_ACTIONS, WORKSPACE_EVENT_TYPES } from './workspace-event.entity.ts';
import type { ChangeAction, WorkspaceEventType } from './workspace-event.entity.ts';

export const WorkspaceEventTypeEnum = enumType(
  WORKSPACE_EVENT_TYPES,
  'WorkspaceEventType',
  'The type of a workspace event: the kind of object that has changed.',
  {
    ASSET: 'An asset was created, changed or deleted.',
    CREDITS: 'The credits of the workspace have changed.',
    SPEND: 'The spend limit of the workspace was changed, or spending came near to it (80 %) or reached it.',
    JOB: 'A job was created or deleted, or its status or progress has changed.',
    MEMBER: 'A person has joined or left the workspace, or their role has changed.',
    READY: 'The first event of a subscription without `after`. Every later change follows, so read the current state now.',
    PROJECT: 'A project or one of its scenes was created, changed or deleted.',
    BATCH: 'A batch was created, or its status or progress has changed. Progress is sent at most once a second.',
    CHANNEL: 'A channel was connected, changed or disconnected. A renewed token is no change.',
    PUBLICATION:
      'A publication was created, or its status, privacy, address or warnings have changed. Views and likes change without events.',
    SLOT: 'A slot was created, changed or deleted.',
    REVIEW: 'A comment on an asset, or a decision about it, was written, changed or deleted. `subjectId` is the id of the asset.',
  },
);
const ChangeActionEnum = enumType(CHANGE_ACTIONS, 'ChangeAction', 'What happened to the object that a workspace event is about.', {
  CREATED: 'The object was created.',
  DELETED: 'The object was deleted.',
  UPDATED: 'The object was changed.',
});

@ObjectType('WorkspaceEvent', {
  description:
    'A change of an object in a workspace. For JOB, ASSET, PROJECT, BATCH, CHANNEL, PUBLICATION and SLOT, the field of that name has the object as it is when the event is delivered; for REVIEW it is `asset`.',
})
export class WorkspaceEventObjectType {
  @Field(() => String, {
    description:
      'The position of the event in the log of the workspace. Pass it as `after` to `workspaceEvents` to receive only later events.',
  })
  cursor!: string;
  @Field(() => WorkspaceEventTypeEnum, { description: 'The kind of object that has changed.' }) type!: WorkspaceEventType;
  @Field(() => ChangeActionEnum, {
    nullable: true,
    description: 'What happened to the object. Null for events of the type READY.',
  })
  action!: ChangeAction | null;
  @Field(() => GraphQLDateTime, { description: 'The time of the change.' }) at!: Date;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the object that has changed; for REVIEW the id of the asset, for MEMBER the id of the user, for CREDITS and SPEND the id of the workspace. Null for events of the type READY.',
  })
  subjectId!: string | null;
}
