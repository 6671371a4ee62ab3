import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { endWithParent, reportReady } from '../../embedded/parent-watch.ts';
import type { Log } from '../../kernel/log.ts';
import { StartError } from '../../kernel/start-error.ts';
import { openLog } from '../../platform/logging/logger.ts';
import { openLogOutput } from '../../platform/logging/log-output.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { readLogSettings } from '../metrics/monitoring-environment.ts';
import { openObservers } from '../metrics/open-observers.ts';
import { shutdownMs } from '../serving/drain.ts';
import { commandEnvironment } from './environment.ts';

interface Running {
  close(): Promise<void>;
}

/** Runs the API or a worker until it is stopped, even while it waits for its database. */
export async function serve(name: string, open: (config: Config, log: Log, stopping: AbortSignal) => Promise<Running>): Promise<number> {
  const setLastResort = endWithParent();
  const stopping = new AbortController();
  const ending = once(stopping.signal, 'abort');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  const environment = commandEnvironment();
  const config = readConfig(environment);
  setLastResort(shutdownMs(config));
  const settings = readLogSettings(environment, process.stdout.isTTY);
  const output = await openLogOutput(settings, name);
  const observers = await openObservers(config, name, openLog({ level: settings.level, process: name, stream: output.stream }));
  const { log } = observers;
  const end = async (): Promise<void> => {
    await observers.close();
    await output.close();
  };
  const running = await open(config, log, stopping.signal).catch((error: unknown) => {
    if (error === stopping.signal.reason) return undefined;
    if (!(error instanceof StartError)) log.error({ event: 'start_failed', err: error }, 'unexpected error at the start');
    return end().then(() => Promise.reject(error));
  });
  if (running) {
    returnMemory();
    reportReady();
  }
  await ending;
  log.info({ event: 'stopping' }, 'stopping');
  await running?.close();
  await end();
  return 0;
}

/**
 * Returns the memory that loading the program has left behind. V8 would keep it until it needs the memory itself, which an idle process
 * never does. It stops the process for a fraction of a second, so it is done before there is work.
 */
function returnMemory(): void {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as (options: object) => void;
  collectGarbage({ type: 'major', flavor: 'last-resort' });
}
