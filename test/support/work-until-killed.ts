// Started by a test as a process of its own, which is then killed: node work-until-killed.ts FFMPEG WORK_DIR
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkFolder } from '../../src/app/maintenance/work-folders.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { openMedia } from '../../src/platform/media/ffmpeg-media.ts';

const [ffmpegPath = '', workDir = ''] = process.argv.slice(2);
const folder = await openWorkFolder(workDir);
await writeFile(join(folder, 'half a film'), 'x');
await openMedia({ ffmpegPath, ffprobePath: ffmpegPath, version: '', log: silentLog }).run(
  {
    inputs: [{ path: '/dev/zero', format: 'rawvideo', options: ['-video_size', '64x64', '-framerate', '30', '-re'] }],
    outputOptions: ['-c:v', 'libx264', '-tune', 'zerolatency', '-f', 'mp4'],
    output: join(folder, 'piece.mp4'),
    threads: 1,
    expectedMs: 60_000,
    onProgress: () => process.stdout.write('encoding\n'),
    timeoutMs: 60_000,
  },
  { workDir: folder, signal: new AbortController().signal },
);
