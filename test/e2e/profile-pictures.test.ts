import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { gql, refused, register, type Person } from '../support/client.ts';
import { ffmpegs } from '../support/ffmpegs.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

const CREATE = 'mutation ($input: CreateProfilePictureUploadInput!) { createProfilePictureUpload(input: $input) { id url expiresAt } }';
const COMPLETE = 'mutation ($id: ID!) { completeProfilePictureUpload(id: $id) { id avatarUrl pictureUpload { id state } } }';
const REMOVE = 'mutation { removeProfilePicture { avatarUrl pictureUpload { id } } }';
const ME = '{ me { avatarUrl pictureUpload { id state rejection } } }';
const MEMBERS = 'query ($id: ID!) { workspace(id: $id) { members(first: 10) { nodes { user { id avatarUrl pictureUpload { id } } } } } }';

interface Shown {
  readonly avatarUrl: string | null;
  readonly pictureUpload: { readonly id: string; readonly state: string; readonly rejection: string | null } | null;
}

let stack: Stack;
let person: Person;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelwright-pictures-'));
  stack = await startStack();
  person = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
  await rm(folder, { recursive: true, force: true });
});

/** A wide picture: blue in the middle, red at both sides. */
async function picture(name: string): Promise<Buffer> {
  const path = join(folder, name);
  const { ffmpegPath = '' } = ffmpegs[0] ?? {};
  const source = 'color=red:s=900x300,drawbox=x=300:y=0:w=300:h=300:color=blue:t=fill';
  await promisify(execFile)(ffmpegPath, ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-frames:v', '1', path]);
  return readFile(path);
}

async function upload(bytes: Buffer, contentType = 'image/png'): Promise<Shown> {
  const input = { contentType, byteSize: bytes.length };
  const { createProfilePictureUpload: begun } = await gql<{ createProfilePictureUpload: { id: string; url: string } }>(person, CREATE, {
    input,
  });
  expect((await fetch(begun.url, { method: 'PUT', body: new Uint8Array(bytes) })).status).toBe(200);
  await gql(person, COMPLETE, { id: begun.id });
  const { me } = await vi.waitUntil(
    async () => {
      const read = await gql<{ me: Shown }>(person, ME);
      return read.me.pictureUpload?.state !== 'CHECKING' && read;
    },
    { timeout: 30_000, interval: 50 },
  );
  return me;
}

it('a picture becomes a square that members of shared workspaces see, is replaced, and is removed', async () => {
  const first = await upload(await picture('wide.png'));
  expect(first.pictureUpload?.state).toBe('READY');
  const response = await fetch(first.avatarUrl ?? '');
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  const square = join(folder, 'square.jpg');
  await writeFile(square, Buffer.from(await response.arrayBuffer()));
  const { ffprobePath = '', ffmpegPath = '' } = ffmpegs[0] ?? {};
  const { stdout: size } = await promisify(execFile)(ffprobePath, [
    '-v',
    'error',
    '-show_entries',
    'stream=width,height,codec_name',
    '-of',
    'csv=p=0',
    square,
  ]);
  expect(size.trim()).toBe('mjpeg,256,256');
  // The middle was kept: no red at the left edge.
  const raw = ['-v', 'error', '-i', square, '-vf', 'crop=8:8:4:124,scale=1:1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const { stdout: pixel } = await promisify(execFile)(ffmpegPath, raw, { encoding: 'buffer' });
  expect(pixel[2]!).toBeGreaterThan(200);
  expect(pixel[0]!).toBeLessThan(60);

  const members = await gql<{ workspace: { members: { nodes: { user: Shown }[] } } }>(person, MEMBERS, { id: person.workspaceId });
  expect(members.workspace.members.nodes[0]?.user.avatarUrl).toContain(new URL(first.avatarUrl ?? '').pathname);

  const second = await upload(await picture('wide.jpg'), 'image/jpeg');
  expect(second.pictureUpload?.state).toBe('READY');
  expect(new URL(second.avatarUrl ?? '').pathname).not.toBe(new URL(first.avatarUrl ?? '').pathname);
  await vi.waitUntil(async () => (await fetch(first.avatarUrl ?? '')).status === 404, { timeout: 10_000, interval: 50 });

  expect(await gql(person, REMOVE)).toEqual({ removeProfilePicture: { avatarUrl: null, pictureUpload: null } });
  await vi.waitUntil(async () => (await fetch(second.avatarUrl ?? '')).status === 404, { timeout: 10_000, interval: 50 });
});

it('what is not a picture is refused with a code, and the former picture stays', async () => {
  const { avatarUrl } = await upload(await picture('kept.png'));
  const pathOf = (url: string | null) => new URL(url ?? '').pathname;
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const gif = Buffer.concat([Buffer.from('GIF89a'), Buffer.from([0xff, 0xff, 0xff, 0xff, 0xf0, 0, 0]), Buffer.alloc(4_000, 0x2c)]);
  const cut = (await picture('cut.png')).subarray(0, 300);
  for (const [bytes, rejection] of [
    [svg, 'ACTIVE_CONTENT'],
    [gif, 'TYPE_MISMATCH'],
    [cut, 'DAMAGED'],
  ] as const) {
    const refusal = await upload(bytes);
    expect(refusal.pictureUpload).toMatchObject({ state: 'REJECTED', rejection });
    expect(pathOf(refusal.avatarUrl)).toBe(pathOf(avatarUrl));
  }
  const announced = (input: object) => refused(person, CREATE, { input });
  const svgType = await announced({ contentType: 'image/svg+xml', byteSize: 100 });
  expect(svgType.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.contentType' }] });
  const large = await announced({ contentType: 'image/png', byteSize: 40 * 1024 ** 2 });
  expect(large.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.byteSize' }] });
  // The store refuses more bytes than announced, so that the limit cannot be passed.
  const { createProfilePictureUpload: begun } = await gql<{ createProfilePictureUpload: { id: string; url: string } }>(person, CREATE, {
    input: { contentType: 'image/png', byteSize: 100 },
  });
  expect((await fetch(begun.url, { method: 'PUT', body: new Uint8Array(40 * 1024) })).ok).toBe(false);
  expect((await refused(person, COMPLETE, { id: begun.id })).extensions.code).toBe('INVALID_STATE');
});
