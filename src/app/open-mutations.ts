import type { InstallationSettings } from '../features/admin/settings/installation-settings.ts';
import type { AuditService } from '../features/audit/audit.service.ts';
import { authorizeMutation } from '../features/workspaces/workspace/workspace.access.ts';
import { keyIdOf, userIdOf } from '../kernel/actor.ts';
import type { Log } from '../kernel/log.ts';
import { Mutations } from '../platform/mutation/mutations.ts';
import type { MutationHooks } from '../platform/mutation/mutations.ts';
import type { Encryption } from '../platform/secrets/encryption.ts';

interface MutationParts {
  readonly audit: AuditService;
  readonly limits: MutationHooks;
  readonly settings: InstallationSettings;
  readonly encryption: Encryption;
  readonly log: Log;
}

/** Hooks of every mutation. */
export const openMutations = ({ audit, limits, settings, encryption, log }: MutationParts): Mutations =>
  new Mutations(
    {
      beforeRun: [
        async (scope, call) => authorizeMutation(scope, call),
        // Rate limits use a connection of their own, because no other one may be held while waiting for it.
        (scope) => scope.close(),
        (_, { mutation }) => settings.assertEnabled(mutation.name),
        ...limits.beforeRun,
      ],
      inTransaction: [
        ...limits.inTransaction,
        (em, scope, done) => audit.record(em, scope, done),
        async (_, { actor, requestId }, { mutation, workspaceId, subjectId, repeated, refused }) =>
          log.info(
            {
              event: 'mutation',
              mutation: mutation.name,
              workspaceId,
              subjectId,
              repeated,
              refused,
              userId: userIdOf(actor),
              keyId: keyIdOf(actor),
              requestId,
            },
            refused ? 'mutation refused' : 'mutation completed',
          ),
      ],
    },
    encryption,
  );
