/**
 * The import law of docs/architecture.md: kernel ◄ platform ◄ features ◄ app ◄ api, worker ◄ main.
 * Imports are read as they are written, types and dynamic ones included. What a running process may load is a second
 * question, asked in .dependency-cruiser.processes.cjs. Run both with `npm run check:imports`.
 */

/** From left to right: a feature imports only features to its left. A new feature takes its place here. */
const FEATURES = [
  'audit',
  'identity',
  'workspaces',
  'billing',
  'jobs',
  'assets',
  'profile-pictures',
  'reviews',
  'providers',
  'presets',
  'templates',
  'projects',
  'renders',
  'batches',
  'publishing',
  'scheduling',
  'showcase',
  'webhooks',
  'notifications',
  'reports',
  'admin',
];

/** What a feature shows to the features on its right. */
const SHOWN = '(\\.(service|read|entity|type|events|errors|access|states|prices)|/step-handler)\\.ts$';

/**
 * Platform folders that hold an interface and its implementations. Interfaces are the files named here; everything else
 * in these folders is an implementation, which `app/platform.ts` and `app/films/film-tools.ts` alone may name
 * (and `app/migrate.ts`, which prepares the queue's own tables, and `app/jobs.ts`, which loads handlers). The other
 * platform folders are used directly.
 */
const FOLDERS_WITH_INTERFACES = '^src/platform/(storage|media|providers|queue|pubsub|mail)/';
const INTERFACES = [
  '^src/platform/(storage/storage|storage/direct-uploads|media/media|media/drawing|media/card-content|queue/queue|pubsub/pubsub)\\.ts$',
  // Of mail, everything but what knows how letters leave the house.
  '^src/platform/mail/(mail|mail\\.queue|queued-mailer)\\.ts$',
  '^src/platform/providers/(provider|provider-registry|[^/]+\\.provider)\\.ts$',
];

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const layers = [
  forbid(
    'kernel-stands-alone',
    'The kernel holds words that all may use, so it uses none of ours.',
    { path: '^src/kernel/' },
    { path: '^src/(?!kernel/)' },
  ),
  forbid(
    'platform-knows-no-feature',
    'Features stand on the platform, not beside it.',
    { path: '^src/platform/' },
    { path: '^src/(?!(kernel|platform)/)' },
  ),
  forbid(
    'features-know-no-app',
    'A feature is handed what it needs by app/services.ts.',
    { path: '^src/features/' },
    { path: '^src/(?!(kernel|platform|features)/)' },
  ),
  forbid(
    'app-knows-no-process',
    'The composition serves every process, so it may not know which one runs.',
    { path: '^src/app/(?!commands/)' },
    { path: '^src/(?!(kernel|platform|features|app)/)' },
  ),
  forbid(
    'commands-open-what-they-need',
    'A command may start the embedded servers; main.ts hands it the processes.',
    { path: '^src/app/commands/' },
    { path: '^src/(?!(kernel|platform|features|app|embedded)/)' },
  ),
  forbid(
    'commands-are-for-main',
    'Only main.ts starts a command.',
    { path: '^src/', pathNot: '^src/(main\\.ts$|app/commands/)' },
    { path: '^src/app/commands/' },
  ),
  forbid(
    'processes-stand-side-by-side',
    'api.ts and worker.ts compose app; they know neither each other nor main.ts.',
    { path: '^src/(api|worker)\\.ts$' },
    { path: '^src/(?!(kernel|platform|features|app)/)' },
  ),
  forbid('nothing-imports-main', 'main.ts is where it all begins.', {}, { path: '^src/main\\.ts$' }),
];

const features = [
  forbid(
    'feature-has-its-place',
    'A folder of features that the list above does not name has no left and no right.',
    { path: `^src/features/(?!(${FEATURES.join('|')})/)` },
    {},
  ),
  ...FEATURES.slice(0, -1).map((feature, index) =>
    forbid(
      `feature-looks-left-${feature}`,
      'A feature imports only features to its left.',
      { path: `^src/features/${feature}/` },
      { path: `^src/features/(${FEATURES.slice(index + 1).join('|')})/` },
    ),
  ),
  forbid(
    'feature-shows-its-front',
    'Of another feature only service, read, entity, type, events and errors are seen.',
    { path: '^src/features/([^/]+)/' },
    { path: '^src/features/', pathNot: ['^src/features/$1/', SHOWN] },
  ),
];

const platform = [
  forbid(
    'implementation-behind-interface',
    'Only app/platform.ts and app/films/film-tools.ts name an implementation, and what examines one; all others see the interface file.',
    {
      pathNot: [
        '^src/app/(platform|films/film-tools|queues|database/migrate|doctor/\\w+-examinations|health/platform-checks)\\.ts$',
        FOLDERS_WITH_INTERFACES,
      ],
    },
    { path: FOLDERS_WITH_INTERFACES, pathNot: INTERFACES },
  ),
  forbid(
    'implementation-keeps-to-itself',
    'An implementation uses its own folder and the interfaces of others.',
    { path: FOLDERS_WITH_INTERFACES },
    { path: FOLDERS_WITH_INTERFACES, pathNot: ['^src/platform/$1/', ...INTERFACES] },
  ),
  forbid(
    'interface-knows-no-implementation',
    'An interface that imports its implementation drags it into every process.',
    { path: INTERFACES },
    { path: FOLDERS_WITH_INTERFACES, pathNot: INTERFACES },
  ),
];

const edges = [
  forbid(
    'embedded-is-for-commands',
    'Servers for one machine: only commands, which main.ts loads, start or join them.',
    { pathNot: '^src/(app/commands/|embedded/)' },
    { path: '^src/embedded/' },
  ),
  forbid(
    'embedded-stands-alone',
    'It could be any PostgreSQL and any object store.',
    { path: '^src/embedded/' },
    { path: '^src/(?!(kernel|embedded)/)' },
  ),
  forbid(
    'cli-is-a-client',
    'The command line speaks GraphQL like everybody else.',
    { path: '^src/cli/' },
    { path: '^src/(?!(kernel|cli)/)' },
  ),
  forbid('cli-is-for-main', 'Only main.ts starts a command.', { pathNot: '^src/(main\\.ts$|cli/)' }, { path: '^src/cli/' }),
  forbid(
    'explorer-is-a-page',
    'Pages run in a browser. Of the server they share the rule that chooses a language, and the texts of errors.',
    { path: '^src/(explorer|account-page|web)/' },
    { path: '^src/(?!$1/|platform/messages/(locale|errors/\\w+)\\.ts$)' },
  ),
  forbid(
    'explorer-is-bundled',
    'The server serves its bundle and never imports it.',
    { pathNot: '^src/(explorer|account-page|web)/' },
    { path: '^src/(explorer|account-page|web)/' },
  ),
  forbid('no-test-code-in-src', 'Tests look at the source, never the other way.', { path: '^src/' }, { path: '^(test|scripts)/' }),
  forbid(
    'no-development-package-in-src',
    'It would be missing where only dependencies are installed.',
    { path: '^src/', pathNot: '^src/(explorer|account-page|web)/' },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
];

const shape = [
  forbid('no-cycle', 'Two files that need each other are one file, or three.', {}, { circular: true }),
  forbid('no-orphan', 'A file that nobody uses and that uses nobody.', { orphan: true, pathNot: '\\.d\\.ts$' }, {}),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...layers, ...features, ...platform, ...edges, ...shape],
  // With TypeScript 7 nothing but @swc/core reads .ts files for dependency-cruiser; without it 0 modules are read and all is well.
  options: { parser: 'swc', tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
};
