/** `npm run demo -- --help`, and of `upload`, `seed` and `voices`: Node runs this without a build. */
const [, , command = 'demo'] = process.argv;
const folder = command === 'voices' ? 'app/commands' : 'cli';
const { USAGE } = (await import(`../src/${folder}/${command}/options.ts`)) as { USAGE: string };
process.stdout.write(USAGE);
