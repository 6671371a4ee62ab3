// Started by a test as a process of its own, which is then killed: node run-ffmpeg-until-killed.ts FFMPEG FOLDER
import { silentLog } from '../../src/kernel/log.ts';
import { openMedia } from '../../src/platform/media/ffmpeg-media.ts';

const [ffmpegPath = '', workDir = ''] = process.argv.slice(2);
const media = openMedia({ ffmpegPath, ffprobePath: ffmpegPath, version: '', log: silentLog });
await media.run(
  {
    inputs: [{ path: '/dev/zero', format: 'rawvideo', options: ['-video_size', '64x64', '-framerate', '30', '-re'] }],
    outputOptions: ['-f', 'null'],
    output: '-',
    threads: 1,
    expectedMs: 1000,
    onProgress: () => process.stdout.write('encoding\n'),
    timeoutMs: 60_000,
  },
  { workDir, signal: new AbortController().signal },
);
