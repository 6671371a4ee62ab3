import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a process meets that may open no further file: caused in one with a small limit, thrown here. */
export async function tooManyFiles(): Promise<never> {
  const program = `const fs = require('fs'); try { for (;;) fs.openSync('/dev/null') } catch (error) { console.log(error.code) }`;
  const { stdout } = await run('/bin/sh', ['-c', 'ulimit -n 64; exec "$0" -e "$1"', process.execPath, program]);
  throw Object.assign(new Error('open'), { code: stdout.trim() });
}
