import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** Stands before a server, on a port of its own that stays the same; while it is shut, the server is away. */
export interface TcpProxy {
  readonly port: number;
  /** Cuts every connection and refuses new ones, as a machine that went down does. */
  shut(): Promise<void>;
  reopen(): Promise<void>;
}

/** To a port or to the socket of a file. */
export async function openTcpProxy(target: NetConnectOpts): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(target);
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    from.pipe(to).pipe(from);
  });
  let port = 0;
  const reopen = async (): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  await reopen();
  return {
    port,
    reopen,
    shut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
