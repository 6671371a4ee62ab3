import type { UploadReport } from './prove-upload.ts';

const MB = 1e6;

/** docs/reference/upload-kills.md: where workers were killed during an upload, and what YouTube had in the end. */
export function uploadsPage({ killedAt, byteSize, uploads, videos, areBytesRight, status }: UploadReport, date: string): string {
  const size = (byteSize / MB).toFixed(1);
  return [
    '# Proof of uploads',
    '',
    '```sh',
    'npm run proof -- --upload-kills 20           # kill and compare again',
    'npm run proof -- --upload-kills 20 --write   # and write this page',
    '```',
    '',
    `On ${date}, the worker that uploaded a film of ${size} MB to a server that speaks the protocol of YouTube was killed (\`kill -9\`) ${killedAt.length} times, each time after a random number of bytes. Another worker continued.`,
    '',
    '| found in the end | |',
    '| --- | ---: |',
    `| uploads that were opened | ${uploads} |`,
    `| videos at the channel | ${videos} |`,
    `| SHA-256 of the video is that of the film | ${areBytesRight ? 'yes' : 'no'} |`,
    `| status of the publication | ${status} |`,
    '',
    `Megabytes that had arrived at each kill: ${killedAt.map((bytes) => (bytes / MB).toFixed(1)).join(', ')}.`,
    '',
    'The same with two kills is an end-to-end test (`test/e2e/published-films.test.ts`).',
    '',
  ].join('\n');
}
