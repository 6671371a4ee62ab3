import type { AddressInfo } from 'node:net';
import express from 'express';

/** The peer of the gallery: a static file server on a folder, with ETag and If-None-Match. */
const [, , folder = ''] = process.argv;
const server = express()
  .use(express.static(folder, { etag: true, maxAge: 60_000 }))
  .listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
