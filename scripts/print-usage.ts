/** `npm run demo -- --help`, and of `upload`, `seed`, `voices`, `backup` and `restore`: Node runs this without a build. */
const [, , command = 'demo'] = process.argv;
if (command === 'backup' || command === 'restore') {
  const { BACKUP_USAGE, RESTORE_USAGE } = await import('../src/app/commands/backup/options.ts');
  process.stdout.write(command === 'backup' ? BACKUP_USAGE : RESTORE_USAGE);
} else {
  const folder = command === 'voices' ? 'app/commands' : 'cli';
  const { USAGE } = (await import(`../src/${folder}/${command}/options.ts`)) as { USAGE: string };
  process.stdout.write(USAGE);
}
