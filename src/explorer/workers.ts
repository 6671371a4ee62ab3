/** File names of monaco's workers. They are beside this file, on the same origin, so that `worker-src 'self'` suffices. */
const FILES: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(new URL(FILES[label] ?? 'editor.worker.js', import.meta.url), { type: 'module', name: label }),
  },
});
