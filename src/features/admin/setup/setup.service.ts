import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, badInput } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { IdentityService } from '../../identity/session/identity.service.ts';
import type { SignedIn } from '../../identity/session/signed-in.type.ts';
import { initializeSystem } from './setup.mutations.ts';

const TOKEN_BYTES = 32;

type SetupState = 'OPEN' | 'INITIALIZED' | 'INVALID';

export interface InitializeSystem {
  readonly setupToken: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Appoints the first administrator of an installation, once. */
export class SetupService {
  constructor(
    private readonly identity: IdentityService,
    private readonly mutations: Mutations,
    /** SETUP_TOKEN; undefined where each start makes a token. */
    private readonly setupToken: string | undefined,
  ) {}

  /**
   * Makes a set-up token valid and returns it, or SETUP_TOKEN. Only its hash is stored. Undefined when the installation has had an
   * administrator.
   */
  async offer(scope: Scope): Promise<string | undefined> {
    const token = this.setupToken ?? randomBytes(TOKEN_BYTES).toString('base64url');
    const [row] = await scope.tx((em) =>
      em.execute<{ isOpen: boolean }[]>('select offer_setup(?, ?) as "isOpen"', [tokenHash(token), this.setupToken !== undefined]),
    );
    return row?.isOpen ? token : undefined;
  }

  /** Whether the installation has had an administrator. Public. */
  async isInitialized(scope: Scope): Promise<boolean> {
    const [row] = await scope.read((em) => em.execute<{ initialized: boolean }[]>('select is_initialized() as initialized'));
    return row?.initialized === true;
  }

  /**
   * Creates the account of the first administrator and signs it in, also where registration is closed. Of concurrent calls one succeeds.
   * @throws ReelwrightError INVALID_STATE after the first administrator, BAD_USER_INPUT for a wrong token and a weak password, CONFLICT when
   * the address has an account
   */
  async initialize(scope: Scope, { setupToken, ...account }: InitializeSystem): Promise<SignedIn> {
    const call = await this.mutations.authorizeCall(scope, { mutation: initializeSystem });
    const hash = tokenHash(setupToken);
    const [row] = await scope.tx((em) => em.execute<{ state: SetupState }[]>('select setup_state(?) as state', [hash]));
    assertOpen(row?.state);
    const also = async (em: EntityManager): Promise<object> => {
      const [claim] = await em.execute<{ state: SetupState }[]>('select claim_setup(?) as state', [hash]);
      assertOpen(claim?.state);
      return { administrator: true };
    };
    return this.identity.register(scope, account, { call, also, mayAlwaysRegister: true });
  }
}

function assertOpen(state: SetupState | undefined): void {
  if (state === 'OPEN') return;
  if (state === 'INVALID') throw badInput('input.setupToken', 'Invalid set-up token. The API logs a valid link at its start.');
  throw new ReelwrightError(
    'INVALID_STATE',
    'This installation is set up already. Sign in; to regain access, run `npm run admin -- EMAIL` on the server.',
  );
}
