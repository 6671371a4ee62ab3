import { startObjectStore } from '../../../src/embedded/object-store/server.ts';
import { silentLog } from '../../../src/kernel/log.ts';

/** A store in a process of its own, so that it can be killed. Tells its parent the endpoint and, when asked, what it has used. */
const [, , folder = '', accessKey = '', secretKey = ''] = process.argv;
const keys = { region: 'us-east-1', accessKey, secretKey };
const options = { ...keys, folder, host: '127.0.0.1', port: 0, bucket: 'films', allowsOrigin: () => false, log: silentLog };
const { endpoint } = await startObjectStore(options);
process.send?.(endpoint);
process.on('message', () => process.send?.(process.resourceUsage()));
process.on('disconnect', () => process.exit());
