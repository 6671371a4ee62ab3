import type { Action } from '../../src/features/workspaces/workspace/workspace.access.ts';
import type { World } from './world.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** How an operation is called with the ids of a workspace's real things, and what that needs. */
export interface Guarded {
  /** The action of the role table; PERSON for things that belong to one person, whatever their role. */
  readonly needs: Action | 'PERSON';
  /** Every argument and every field of an input that is an ID must be given. */
  readonly arguments: (world: World) => Arguments;
  /** Where ids only choose among what is one's own: another's are not denied, they choose nothing, like those that nobody has. */
  readonly choosing?: readonly string[];
  /** Only people of the thing may, with whatever role. */
  readonly participants?: true;
  /** A key is refused whatever its role: who may do what is for people. */
  readonly byPeople?: true;
}

/** Takes no id and needs a person: it can only be about the caller. */
export interface Own {
  readonly own: string;
  /** Its ids choose among what is the caller's; those of others are passed over, as a test of the feature shows. */
  readonly mayTakeIds?: true;
  readonly arguments?: Arguments;
}

/** A mutation whose definition names the action; `needs` and `byPeople` are read from it. */
export type Defined = Omit<Guarded, 'needs' | 'byPeople'> & { readonly defined: true };

/** For those who run the installation, in whatever workspace: an owner of the workspace is refused like everybody else. */
export interface Administration {
  readonly administration: string;
  readonly arguments: (world: World) => Arguments;
}

/** May be called by anybody. */
export interface Public {
  readonly public: string;
  /** Its ids name what everybody may see, as a test of the feature shows. */
  readonly mayTakeIds?: true;
}
