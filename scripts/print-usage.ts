/** `npm run demo -- --help` and `npm run upload -- --help`: Node runs this without a build. */
const command = process.argv[2] === 'upload' ? 'upload' : 'demo';
const { USAGE } = (await import(`../src/cli/${command}/options.ts`)) as { USAGE: string };
process.stdout.write(USAGE);
