import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ApiProblem, type Api } from './api.ts';
import { makeFolder } from './files.ts';
import { DELETE_ACCOUNT, LOGIN, REGISTER, WORKSPACES, type AuthPayload } from './documents.ts';

interface Account {
  readonly email: string;
  readonly password: string;
}
/**
 * Accounts by server: `LOCAL` for the installation of this DATA_DIR, the address for others. The purpose stands in front unless it is the
 * demo.
 */
type Accounts = Readonly<Record<string, Account>>;

/** A token that expires sooner than this is renewed before use. */
const SPARE_MS = 60_000;

const LOCAL = 'local';

export const accountsFile = (dataDir: string): string => join(dataDir, 'demo.json');

async function accounts(dataDir: string): Promise<Accounts> {
  try {
    return JSON.parse(await readFile(accountsFile(dataDir), 'utf8')) as Accounts;
  } catch {
    return {};
  }
}

async function keep(dataDir: string, all: Accounts): Promise<void> {
  const path = accountsFile(dataDir);
  await makeFolder(dirname(path));
  await writeFile(`${path}.part`, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

async function logIn(api: Api, account: Account | undefined) {
  if (account === undefined) return undefined;
  try {
    return (await api.send(LOGIN, { input: account })).login;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'UNAUTHENTICATED') return undefined;
    throw error;
  }
}

/** Signs in with the user's own account. */
export async function signInAs(api: Api, account: Account): Promise<void> {
  staySignedIn(api, account, (await api.send(LOGIN, { input: account })).login);
}

/** Makes `api.token` return a valid token, which is renewed before it expires. */
function staySignedIn(api: Api, { email, password }: Account, { accessToken, expiresIn }: AuthPayload): void {
  let endsAt = Date.now() + expiresIn * 1000;
  let token = accessToken;
  api.token = async () => {
    if (Date.now() > endsAt - SPARE_MS) {
      const { login } = await api.send(LOGIN, { input: { email, password } });
      token = login.accessToken;
      endsAt = Date.now() + login.expiresIn * 1000;
    }
    return token;
  };
}

/** The server, and the purpose of the account: the demo by default. */
interface Place {
  readonly dataDir: string;
  readonly isLocal: boolean;
  readonly purpose?: string;
}

const keyOf = (api: Api, { isLocal, purpose }: Place): string => [...(purpose ? [purpose] : []), isLocal ? LOCAL : api.url].join(' ');

/** Signs in as the account of this purpose, if there is one that works and that has a workspace. */
export async function knownAccount(api: Api, at: Place): Promise<{ readonly email: string; readonly workspaceId: string } | undefined> {
  const { [keyOf(api, at)]: account } = await accounts(at.dataDir);
  const session = await logIn(api, account);
  if (!account || !session) return undefined;
  staySignedIn(api, account, session);
  const workspaceId = session.workspace?.id ?? (await api.send(WORKSPACES, {}, session.accessToken)).workspaces.nodes[0]?.id;
  return workspaceId === undefined ? undefined : { email: account.email, workspaceId };
}

/** Deletes the account of this purpose with its workspace, on the server and in the local file. False when there is none. */
export async function removeAccount(api: Api, at: Place): Promise<boolean> {
  const { [keyOf(api, at)]: account, ...others } = await accounts(at.dataDir);
  const session = await logIn(api, account);
  if (account && session) {
    staySignedIn(api, account, session);
    await api.send(DELETE_ACCOUNT, { input: { password: account.password } }, await api.token());
  }
  await keep(at.dataDir, others);
  return session !== undefined;
}

/**
 * Signs in as the demo's own account on this server, registering it the first time (or when a new one is requested), and returns its
 * workspace. Afterwards `api.token` returns a valid token. The port of a local server may change between starts: its account does not.
 */
export async function signIn(api: Api, at: Place, forceNew: boolean): Promise<{ email: string; workspaceId: string; isNew: boolean }> {
  const { dataDir, purpose = 'demo' } = at;
  const known = await accounts(dataDir);
  const key = keyOf(api, at);
  let account = forceNew ? undefined : (known[key] ?? known[keyOf(api, { ...at, isLocal: false })]);
  let session = await logIn(api, account);
  const isNew = session === undefined;
  if (account === undefined || session === undefined) {
    account = { email: `${purpose}-${randomBytes(6).toString('hex')}@example.com`, password: randomBytes(24).toString('base64url') };
    session = (await api.send(REGISTER, { input: { ...account, name: purpose[0]?.toUpperCase() + purpose.slice(1) } })).register;
    await keep(dataDir, { ...known, [key]: account });
  }
  staySignedIn(api, account, session);
  const workspaceId = session.workspace?.id ?? (await api.send(WORKSPACES, {}, session.accessToken)).workspaces.nodes[0]?.id;
  if (workspaceId === undefined) throw new ApiProblem({ message: 'The demo account has no workspace.' });
  return { email: account.email, workspaceId, isNew };
}
