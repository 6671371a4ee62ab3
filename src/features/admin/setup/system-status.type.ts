import { Field, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { DEPENDENCIES, DEPENDENCY_STATES } from './system-status.states.ts';
import type { DependencyName, DependencyState } from './system-status.states.ts';

const DependencyNameEnum = enumType(DEPENDENCIES, 'DependencyName', 'What an installation depends on.', {
  DATABASE: 'The database, PostgreSQL.',
  EMAIL: 'The mail server that sends emails.',
  STORAGE: 'The object store that holds files.',
  WORKERS: 'The processes that run the steps of jobs.',
});

const DependencyStateEnum = enumType(DEPENDENCY_STATES, 'DependencyState', 'Whether a dependency of the installation works.', {
  NOT_CONFIGURED: 'The operator has not set up the dependency.',
  OK: 'The dependency works.',
  UNAVAILABLE: 'The dependency does not answer.',
});

@ObjectType('SystemDependency', { description: 'A dependency of the installation, its state and how to repair it.' })
export class SystemDependencyType {
  @Field(() => DependencyNameEnum, { description: 'What the installation depends on.' }) name!: DependencyName;
  @Field(() => DependencyStateEnum, { description: 'Whether the dependency works.' }) state!: DependencyState;
  @Field(() => String, { nullable: true, description: 'What the operator can do about it. Null when the dependency works.' })
  remedy!: string | null;
}

@ObjectType('SystemStatus', { description: 'The state of the installation.' })
export class SystemStatusType {
  @Field(() => Boolean, { description: 'Whether the first administrator was appointed, so that `initializeSystem` no longer works.' })
  initialized!: boolean;
}
