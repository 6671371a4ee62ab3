import { endWithParent, reportReady } from '../../src/embedded/parent-watch.ts';

/** A process of a group (see group-process.ts): `node group-child.ts NAME MANNER`. Says on stdout what it does. */
const [, , name, manner] = process.argv;
const say = (what: string): void => void process.stdout.write(`${name} ${what} ${process.pid}\n`);

endWithParent();
if (manner === 'refuse') {
  say('refuses');
  process.exit(1);
}
process.on('SIGTERM', () => {
  say('asked');
  if (manner === 'stubborn') return;
  say('ends');
  process.exit(0);
});
setInterval(() => undefined, 60_000);
say('serves');
reportReady();
