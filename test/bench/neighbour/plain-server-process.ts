import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers everybody at once. How late it is tells what the machine does to a server, whatever it serves. */
const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('disconnect', () => process.exit());
