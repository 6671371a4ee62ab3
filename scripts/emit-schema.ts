import { readProviders } from '../src/app/environment/provider-environment.ts';
import { openServices } from '../src/app/services.ts';
import { openSchema } from '../src/app/schema.ts';
import type { Platform } from '../src/app/platform.ts';
import { silentLog } from '../src/kernel/log.ts';
import { printCommitted } from './schema-text.ts';

/** The services are made but never asked: listening is all that a constructor does. */
const unopened = { pubsub: { listen: () => () => undefined } } as unknown as Platform;

const unused = {
  setupToken: undefined,
  mail: { smtpUrl: undefined, from: '', folder: '' },
  publicUrl: '',
  jwtSecret: 'for no token',
  jwtSecretPrevious: undefined,
  registration: 'open' as const,
  explorer: false,
  appUrl: 'http://localhost',
  rateLimits: { login: 0, register: 0, mail: 0, invite: 0, generate: 0, preview: 0, slots: 0, review: 0, upload: 0, api: 0 },
  signupCredits: 0,
  requireVerifiedEmail: false,
  encryptionKeys: { current: Buffer.alloc(32), previous: undefined },
  webhookAllowCidrs: [],
  importAllowCidrs: [],
  openId: undefined,
  providers: readProviders(),
  signInRedirectUris: [],
  billing: { stripe: undefined, planPrices: [], creditPacks: [], returnOrigins: [] },
  publishing: { youtube: undefined, returnOrigins: [], allowCidrs: [] },
};

/** The SDL that this source serves, as it is to be committed in `schema.graphql`. Opens no connection. */
export async function emitSchema(): Promise<string> {
  const { schema } = await openSchema(openServices(unopened, unused, silentLog));
  return printCommitted(schema);
}
