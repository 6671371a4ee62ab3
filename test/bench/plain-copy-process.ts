import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';

/**
 * The least that could keep a file over HTTP: no signature, no hash, and fsync only for the path `/synced`. What the object store is
 * measured against.
 */
const [, , path = ''] = process.argv;

async function sync(): Promise<void> {
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}

const server = createServer({ highWaterMark: 1024 * 1024 }, (request, response) => {
  const done =
    request.method === 'PUT'
      ? pipeline(request, createWriteStream(path, { highWaterMark: 1024 * 1024 }))
          .then(() => (request.url === '/synced' ? sync() : undefined))
          .then(() => response.end())
      : pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), response);
  done.catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
});
process.on('message', () => process.send?.(process.resourceUsage()));
process.on('disconnect', () => process.exit());
