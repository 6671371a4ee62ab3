import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './stack.ts';

/** Stands before several APIs, on one address. */
export interface Balancer {
  readonly url: string;
  /** Sends what comes from now on to these APIs, which are ready. */
  use(ports: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

export interface BalancerKind {
  readonly name: string;
  readonly isHere: boolean;
  open(ports: readonly number[]): Promise<Balancer>;
}

const PROBE_EVERY_MS = 100;

/** Passes connections on to APIs that are ready, as load balancers that probe them do. */
const probing: BalancerKind = {
  name: 'a balancer that probes',
  isHere: true,
  async open(ports) {
    let known = ports;
    let ready: readonly number[] = [];
    let next = 0;
    const isReady = async (port: number): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined))?.status === 200;
    const probe = async (): Promise<void> => {
      const probed = known;
      const states = await Promise.all(probed.map(isReady));
      ready = probed.filter((_, index) => states[index]);
    };
    const timer = setInterval(() => void probe(), PROBE_EVERY_MS);
    const sockets = new Set<Socket>();
    const server = createServer((from) => {
      const port = ready[(next += 1) % Math.max(1, ready.length)];
      if (port === undefined) {
        from.destroy();
        return;
      }
      const to = connect(port, '127.0.0.1');
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
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await probe();
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      // The others stay until they say that they stop.
      use: async (more) => {
        known = [...known, ...more];
        await probe();
      },
      close: async () => {
        clearInterval(timer);
        server.close();
        for (const socket of sockets) socket.destroy();
        await once(server, 'close');
      },
    };
  },
};

const EXAMPLE = join(import.meta.dirname, '../../deploy/nginx/reelwright.conf');

/** nginx with the example of the repository, without TLS and on free ports. */
const nginx: BalancerKind = {
  name: 'nginx',
  isHere: spawnSync('nginx', ['-v']).status === 0,
  async open(ports) {
    const folder = mkdtempSync(join(tmpdir(), 'reelwright-nginx-'));
    const port = await freePort();
    const example = readFileSync(EXAMPLE, 'utf8')
      .replace('listen 443 ssl http2', `listen 127.0.0.1:${port}`)
      .replaceAll(/^ *ssl_certificate.*$/gm, '')
      .replace('/var/log/nginx/reelwright.log', join(folder, 'access.log'));
    const write = (used: readonly number[]): void =>
      writeFileSync(
        join(folder, 'example.conf'),
        example.replaceAll(/server 127\.0\.0\.1:400(\d)/g, (_, digit: string) => `server 127.0.0.1:${used[Number(digit) - 1]}`),
      );
    write(ports);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
    const user = process.getuid?.() === 0 ? 'user root;' : '';
    writeFileSync(
      join(folder, 'nginx.conf'),
      `daemon off; ${user} pid ${folder}/pid; error_log ${folder}/error.log; events {} http { ${temporary.join(' ')} include ${folder}/example.conf; }`,
    );
    const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const url = `http://127.0.0.1:${port}`;
    while (!(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) {
      if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'));
    }
    return {
      url,
      use: async (others) => {
        write(others);
        child.kill('SIGHUP');
        // The new configuration is in use when the new APIs, and only they, answer new connections.
        const marker = others.map((one) => `127.0.0.1:${one} `);
        const log = join(folder, 'access.log');
        const isNew = (): boolean => marker.some((one) => readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)?.includes(one));
        do await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
        while (!isNew());
      },
      close: async () => {
        child.kill('SIGTERM');
        await ended;
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

export const BALANCERS: readonly BalancerKind[] = [probing, nginx];
