/**
 * What a running process may load: the imports that are followed from its first file, without types (erased) and without
 * dynamic imports (`app/jobs.ts` loads handlers by them). `scripts/check-imports.ts` reads one graph for each process.
 */

const packages = (names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

const MEDIA = [
  'fluent-ffmpeg',
  '@ffmpeg-binary',
  '@ffprobe-installer',
  '@napi-rs/canvas',
  '@fontsource',
  'fontkit',
  'bidi-js',
  'culori',
  'espeak-ng',
  'onnxruntime-web',
  'sherpa-onnx-node',
  'yauzl',
  'tar',
];
const WEB = ['express', '@apollo', '@as-integrations', 'graphql', 'graphql-ws', 'graphql-scalars', 'type-graphql', 'class-validator', 'ws'];

const MEDIA_FILES = ['^src/platform/(media|providers)/(?!(media|drawing|provider|[^/]+\\.provider)\\.ts$)', '\\.handler\\.ts$'];
const WEB_FILES = ['^src/app/(schema\\.ts$|http/)', '^src/platform/graphql/', '\\.(resolver|type|input)\\.ts$'];

const forbid = (name, comment, path) => ({ name, comment, severity: 'error', from: {}, to: { path, dependencyTypesNot: ['type-only'] } });

const options = {
  parser: 'swc',
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules', dependencyTypes: ['type-only', 'dynamic-import'] },
  exclude: { dynamic: true },
};

/** @type {Record<'src/api.ts' | 'src/worker.ts', import('dependency-cruiser').IConfiguration>} */
module.exports = {
  'src/api.ts': {
    forbidden: [
      forbid('api-loads-no-media', 'The API is light: no ffmpeg, picture, speech or provider code.', [packages(MEDIA), ...MEDIA_FILES]),
      forbid('agents-are-loaded-late', 'The protocol of agents is loaded by the first request of one.', [
        packages(['@modelcontextprotocol']),
      ]),
    ],
    options,
  },
  'src/worker.ts': {
    forbidden: [forbid('worker-loads-no-web', 'A worker serves no GraphQL.', [packages(WEB), ...WEB_FILES])],
    options,
  },
};
