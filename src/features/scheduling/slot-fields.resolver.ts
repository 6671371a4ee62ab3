import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { preloaded } from '../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { loadUser, users } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import { UserType } from '../identity/identity.type.ts';
import { projectsById } from '../projects/project/project.read.ts';
import type { ListedProject } from '../projects/project/project.read.ts';
import type { ProjectService } from '../projects/project/project.service.ts';
import { ProjectType } from '../projects/project/project.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { SlotRow } from './slot.entity.ts';
import { SlotType } from './slot.type.ts';

type Person = SeenUser | null;

/** Fields of `Slot` that are read from other features. */
@Resolver(() => SlotType)
export class SlotFieldsResolver {
  constructor(
    private readonly workspaces: WorkspaceService,
    private readonly projects: ProjectService,
  ) {}

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who gives the slot. Null when that person has left the workspace.',
  })
  giver(@Ctx() { scope }: Context, @Root() slot: SlotRow): Promise<Person> | Person {
    const along = preloaded(slot, 'giver', users);
    return along === undefined ? loadUser(scope, slot.giverId) : along;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who takes the slot, or to whom an AVAILABLE slot is offered. Null when anybody can book it, and when that person has left the workspace.',
  })
  taker(@Ctx() { scope }: Context, @Root() slot: SlotRow): Promise<Person> | Person {
    const along = preloaded(slot, 'taker', users);
    if (along !== undefined) return along;
    return slot.takerId ? loadUser(scope, slot.takerId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the slot, directly or with an API key. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() slot: SlotRow): Promise<Person> | Person {
    const along = preloaded(slot, 'createdBy', users);
    if (along !== undefined) return along;
    return slot.createdBy ? loadUser(scope, slot.createdBy) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who last changed the slot, directly or with an API key. Null before the first change, when Reelwright made it, and when that person has left the workspace.',
  })
  updatedBy(@Ctx() { scope }: Context, @Root() slot: SlotRow): Promise<Person> | Person {
    const along = preloaded(slot, 'updatedBy', users);
    if (along !== undefined) return along;
    return slot.updatedBy ? loadUser(scope, slot.updatedBy) : null;
  }

  @FieldResolver(() => ProjectType, {
    nullable: true,
    description: 'The project that the slot is about. Null when there is none, and when it was deleted 30 days ago.',
  })
  project(@Ctx() { scope }: Context, @Root() slot: SlotRow): Promise<ListedProject | null> | ListedProject | null {
    const along = preloaded(slot, 'project', projectsById);
    if (along !== undefined) return along;
    return slot.projectId ? this.projects.load(scope, slot.projectId) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the slot belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() slot: SlotRow): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, slot.workspaceId);
  }
}
