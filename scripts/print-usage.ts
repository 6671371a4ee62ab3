/** `npm run demo -- --help`, and of `upload` and `seed`: Node runs this without a build. */
const [, , command = 'demo'] = process.argv;
const { USAGE } = (await import(`../src/cli/${command}/options.ts`)) as { USAGE: string };
process.stdout.write(USAGE);
