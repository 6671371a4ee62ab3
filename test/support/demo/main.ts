/** Stands in for the real program: `demo` is the real command, `start` the pretended server, as the environment tells it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDemo } from '../../../src/cli/demo/demo.ts';
import { startStandIn } from './stand-in.ts';

const [role, ...rest] = process.argv.slice(2);
if (role === 'demo') process.exitCode = await runDemo(rest);
else if (process.env['STAND_IN_FAILS'] !== undefined) {
  console.error('The port 4000 is in use.');
  process.exitCode = 1;
} else {
  const standIn = await startStandIn({ readyAfterMs: 200, paceMs: Number(process.env['STAND_IN_PACE'] ?? 10) });
  const dataDir = process.env['DATA_DIR'] ?? '.data';
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, 'runtime.json'), JSON.stringify({ PUBLIC_URL: standIn.url }));
  const stop = (): void => {
    writeFileSync(join(dataDir, 'stopped'), standIn.recorded.canceled ? 'canceled' : '');
    void standIn.close();
    if (process.connected) process.disconnect();
  };
  process.once('SIGTERM', stop).once('disconnect', stop);
}
