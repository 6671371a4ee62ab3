import { ById } from '../../../platform/database/lists/by-id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { UserEntity } from '../identity.entity.ts';
import type { UserRow } from '../identity.entity.ts';

/** A person as others may see them, without credentials. */
export type SeenUser = Omit<UserRow, 'emailKey' | 'passwordHash'>;

/** People by id, as far as the actor may see them: themselves and fellow members. */
export const users = new ById<SeenUser>(new RowMapper(UserEntity, { hidden: ['emailKey', 'passwordHash'] }));

export const loadUser = (scope: Scope, id: string): Promise<SeenUser | null> => users.load(scope, id);
