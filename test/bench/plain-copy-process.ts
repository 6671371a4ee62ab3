import { createReadStream, createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** The least that could keep a file over HTTP: no signature, no hash, no fsync. What the object store is measured against. */
const [, , path = ''] = process.argv;
const server = createServer({ highWaterMark: 1024 * 1024 }, (request, response) => {
  const done =
    request.method === 'PUT'
      ? pipeline(request, createWriteStream(path, { highWaterMark: 1024 * 1024 })).then(() => response.end())
      : pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), response);
  done.catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
});
process.on('message', () => process.send?.(process.resourceUsage().maxRSS));
process.on('disconnect', () => process.exit());
