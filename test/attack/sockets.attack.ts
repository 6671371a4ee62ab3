import { RawSocket, type Message } from './raw-socket.ts';

/** An API to attack, and somebody's access to it. */
export interface SocketTarget {
  readonly url: string;
  readonly accessToken: string;
  readonly workspaceId: string;
  /** What the API was started with. */
  readonly socketsPerPerson: number;
  readonly socketsPerAddress: number;
}

const EVENTS = 'subscription ($id: ID!) { workspaceEvents(workspaceId: $id) { cursor } }';

const codeOf = (message: Message | undefined): string | undefined => {
  const [error] = Array.isArray(message?.payload) ? (message.payload as { extensions?: { code?: string } }[]) : [];
  return error?.extensions?.code;
};

/** Each attack returns what went wrong; nothing when the API held. */
type Attack = (target: SocketTarget) => Promise<string | undefined>;

async function on(target: SocketTarget, attack: (socket: RawSocket) => Promise<string | undefined>): Promise<string | undefined> {
  const socket = new RawSocket(target.url);
  try {
    if (!(await socket.begin(target.accessToken))) return 'an ordinary socket was refused';
    return await attack(socket);
  } finally {
    await socket.end();
  }
}

const subscribe = (id: string, target: SocketTarget): Message => ({
  id,
  type: 'subscribe',
  payload: { query: EVENTS, variables: { id: target.workspaceId } },
});

const hugeIds: Attack = (target) =>
  on(target, async (socket) => {
    const id = 'x'.repeat(500_000);
    socket.send(subscribe(id, target));
    const answer = await socket.next((message) => message.id === id);
    return codeOf(answer) === 'BAD_USER_INPUT' ? undefined : `an operation id of 500,000 characters: ${answer?.type ?? 'closed'}`;
  });

/** The close frame quotes the id, and has room for 123 bytes. */
const longIdTwice: Attack = (target) =>
  on(target, async (socket) => {
    const id = '€'.repeat(128);
    socket.send(subscribe(id, target));
    socket.send(subscribe(id, target));
    const code = await socket.closed;
    return code === 4409 ? undefined : `an id used twice closed the socket with ${code}`;
  });

/** Variables that the document does not declare are kept with the operation all the same. */
const hoardedVariables: Attack = (target) =>
  on(target, async (socket) => {
    const ids = ['0', '1', '2', '3', '4'];
    for (const id of ids) {
      const variables = { id: target.workspaceId, junk: 'x'.repeat(400_000) };
      socket.send({ id, type: 'subscribe', payload: { query: EVENTS, variables } });
    }
    await socket.next((message) => message.id === '4');
    const refused = socket.messages.filter((message) => codeOf(message) === 'RATE_LIMITED').length;
    return refused >= 3 ? undefined : `a socket holds ${5 - refused} operations of 400,000 characters each`;
  });

const frameBeforeInit: Attack = async ({ url }) => {
  const socket = new RawSocket(url);
  await socket.opened();
  socket.socket.send('x'.repeat(2_000_000));
  const code = await socket.closed;
  return code === 1009 ? undefined : `a frame over the limit closed the socket with ${code}`;
};

const notUtf8: Attack = async ({ url }) => {
  const socket = new RawSocket(url);
  await socket.opened();
  socket.socket.send(Buffer.from([0xff, 0xfe, 0xfd]), { binary: false });
  const code = await socket.closed;
  return code === 1007 ? undefined : `a text frame that is not UTF-8 closed the socket with ${code}`;
};

const manySocketsOfOnePerson: Attack = async (target) => {
  const sockets = Array.from({ length: target.socketsPerPerson + 2 }, () => new RawSocket(target.url));
  const begun = await Promise.all(sockets.map((socket) => socket.begin(target.accessToken)));
  await Promise.all(sockets.map((socket) => socket.end()));
  const open = begun.filter(Boolean).length;
  return open === target.socketsPerPerson ? undefined : `${open} sockets of one person are open; ${target.socketsPerPerson} may be`;
};

const manySocketsOfOneAddress: Attack = async (target) => {
  const sockets = Array.from({ length: target.socketsPerAddress + 3 }, () => new RawSocket(target.url));
  const opened = await Promise.all(sockets.map((socket) => socket.opened()));
  await Promise.all(sockets.map((socket) => socket.end()));
  const open = opened.filter(Boolean).length;
  return open === target.socketsPerAddress ? undefined : `${open} sockets of one address are open; ${target.socketsPerAddress} may be`;
};

export const SOCKET_ATTACKS: Readonly<Record<string, Attack>> = {
  'operation ids of half a megabyte': hugeIds,
  'a long id used twice': longIdTwice,
  'large variables of operations that stay': hoardedVariables,
  'a frame over the limit before connection_init': frameBeforeInit,
  'a text frame that is not UTF-8': notUtf8,
  'more sockets than one person may have': manySocketsOfOnePerson,
  'more sockets than one address may have': manySocketsOfOneAddress,
};
