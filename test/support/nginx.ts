import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './stack.ts';

const EXAMPLE = join(import.meta.dirname, '../../deploy/nginx/reelwright.conf');
/** What an nginx that has read a new configuration logs of the processes with the old one. */
const OLD_ONE_ENDS = 'gracefully shutting down';

/** The program of Debian's package `nginx`: on the PATH, or below DEBIAN_NGINX, where `.ci/run` unpacks it. */
export function findNginx(): string | undefined {
  const { PATH = '', DEBIAN_NGINX = '/opt/debian-nginx' } = process.env;
  const folders = [...PATH.split(delimiter), '/usr/sbin', join(DEBIAN_NGINX, 'bin')];
  return folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file));
}

export interface Nginx {
  readonly url: string;
  /** Replaces the ports in the file and reloads it; resolves when the former ports get no more requests. */
  use(ports: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** nginx with the documented example, whose ports are replaced, on loopback and without TLS. */
export async function startNginx(program: string, ports: readonly number[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-nginx-'));
  const port = await freePort();
  const errorLog = join(folder, 'error.log');
  const example = readFileSync(EXAMPLE, 'utf8')
    .replace('listen 443 ssl http2', `listen 127.0.0.1:${port}`)
    .replaceAll(/^ *ssl_certificate.*$/gm, '')
    .replace('/var/log/nginx/reelwright.log', join(folder, 'access.log'));
  const write = (used: readonly number[]): void =>
    writeFileSync(
      join(folder, 'reelwright.conf'),
      example.replaceAll(/127\.0\.0\.1:400(\d)/g, (_, digit: string) => `127.0.0.1:${used[Number(digit) - 1]}`),
    );
  write(ports);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const main = join(folder, 'nginx.conf');
  writeFileSync(
    main,
    `daemon off; ${user} pid ${folder}/pid; error_log ${errorLog} notice; events {} http { ${temporary.join(' ')} include ${folder}/reelwright.conf; }`,
  );
  const child = spawn(program, ['-p', folder, '-e', errorLog, '-c', main], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const said = (): string => (existsSync(errorLog) ? readFileSync(errorLog, 'utf8') : '');
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`nginx did not start.\n${said()}`);
    await pause(50);
  }
  return {
    url,
    use: async (others) => {
      const reloads = said().split(OLD_ONE_ENDS).length;
      write(others);
      child.kill('SIGHUP');
      while (said().split(OLD_ONE_ENDS).length === reloads) {
        if (said().includes('[emerg]')) throw new Error(`nginx did not reload.\n${said()}`);
        await pause(20);
      }
    },
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
