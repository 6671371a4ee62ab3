import { writeFile } from 'node:fs/promises';
import { signIn } from '../../src/cli/demo/account.ts';
import { Api } from '../../src/cli/demo/api.ts';
import { openDisplay } from '../../src/cli/demo/display.ts';
import { document, JOB } from '../../src/cli/demo/documents.ts';
import { watch } from '../../src/cli/demo/watch.ts';
import { startStack } from '../../test/support/stack.ts';

const GENERATE = document<{ generateVideo: { id: string; title: string } }, { input: object }>(
  'mutation PicturesFilm($input: GenerateVideoInput!) { generateVideo(input: $input) { id title } }',
);

/** A studio of its own that makes films like for any client. */
export interface Studio {
  /** Writes the film to `path`; the text of its captions. */
  film(input: object, path: string): Promise<string>;
  close(): Promise<void>;
}

export async function openStudio(dataDir: string, signal: AbortSignal): Promise<Studio> {
  const stack = await startStack({ dataDir });
  const api = new Api(stack.url);
  const display = openDisplay(process.stderr, process.env);
  const { workspaceId } = await signIn(api, { dataDir, isLocal: false }, true);
  return {
    async film(input, path) {
      const { id, title } = (await api.send(GENERATE, { input: { workspaceId, ...input } }, await api.token())).generateVideo;
      await watch(api, id, title, display, signal);
      const { job } = await api.send(JOB, { id }, await api.token());
      if (!job?.video?.downloadUrl || !job.captions?.downloadUrl) throw new Error(`The film “${title}” was not made.`);
      await writeFile(path, new Uint8Array(await (await fetch(job.video.downloadUrl)).arrayBuffer()));
      return (await fetch(job.captions.downloadUrl)).text();
    },
    close: async () => {
      display.end();
      await stack.stop();
    },
  };
}
