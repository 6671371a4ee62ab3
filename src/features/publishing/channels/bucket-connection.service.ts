import { badInput } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { BucketError } from '../../../platform/bucket/bucket-client.ts';
import type { BucketAddress, BucketClient } from '../../../platform/bucket/bucket-client.ts';
import { Complaints } from '../../../kernel/complaints.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import { encryptCredentials } from './channel-credentials.ts';
import { connectBucket } from './channel.mutations.ts';
import type { ListedChannel } from './channel.read.ts';
import type { ChannelService } from './channel.service.ts';
import { writeChannel } from './channel-writes.ts';

const MAX_NAME_LENGTH = 100;
/** Object that proves, when a bucket is connected, that the keys may write. It stays, so that the keys need no right to delete. */
const PROBE_KEY = 'reelwright-connection-test.txt';
const PROBE_TEXT = 'Reelwright wrote this file to test the connection. You may delete it.\n';

export interface ConnectBucket {
  readonly workspaceId: string;
  /** By default that of the bucket. */
  readonly name?: string | null | undefined;
  readonly endpoint: string;
  /** `us-east-1` when omitted. */
  readonly region?: string | null | undefined;
  readonly bucket: string;
  /** Empty when omitted. */
  readonly prefix?: string | null | undefined;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** Connects buckets of customers. */
export class BucketConnectionService {
  constructor(
    private readonly parts: { readonly client: BucketClient; readonly channels: ChannelService; readonly encryption: Encryption },
    private readonly mutations: Mutations,
  ) {}

  /**
   * Writes a test object and stores the bucket with its keys. Connecting a bucket again replaces its keys. @throws ReelwrightError
   * BAD_USER_INPUT that names every invalid field, or why the bucket refuses the test; QUOTA_EXCEEDED
   */
  async connect(scope: Scope, input: ConnectBucket): Promise<ListedChannel> {
    const { workspaceId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: connectBucket, workspaceId });
    const { address, prefix, name } = read(input);
    await this.#test(scope, address, prefix);
    const { endpoint, region, bucket, accessKey, secretKey } = address;
    const connected = {
      ...({ workspaceId, target: 'BUCKET', name, features: ['UPLOAD'] } as const),
      ...{ externalId: `${endpoint}/${bucket}/${prefix}`, url: null, settings: { endpoint, region, bucket, prefix } },
      features: ['UPLOAD' as const],
    };
    const freshId = newId();
    const id = await this.mutations.runInTransaction(scope, call, async (em) => {
      const written = await writeChannel(em, scope, freshId, connected, (channelId) =>
        encryptCredentials(this.parts.encryption, channelId, { accessKey, secretKey }),
      );
      return { subjectId: written, answer: written, after: { target: 'BUCKET', name, endpoint, bucket, prefix } };
    });
    return this.parts.channels.get(scope, id);
  }

  async #test(scope: Scope, address: BucketAddress, prefix: string): Promise<void> {
    try {
      const probe = { bytes: Buffer.from(PROBE_TEXT), contentType: 'text/plain' };
      await this.parts.client.put(address, prefix + PROBE_KEY, probe, scope.signal);
    } catch (error) {
      if (!(error instanceof BucketError)) throw error;
      if (error.status === 0) throw badInput('input.endpoint', error.message);
      if (error.code === 'NoSuchBucket') throw badInput('input.bucket', 'There is no such bucket.');
      throw badInput('input.accessKey', `The bucket refuses a test object: ${error.status} ${error.code}.`);
    }
  }
}

/** Checks the input and brings it to the form in which it is stored. @throws ReelwrightError BAD_USER_INPUT */
function read(input: ConnectBucket): { readonly address: BucketAddress; readonly prefix: string; readonly name: string } {
  const { bucket, accessKey, secretKey } = input;
  const { region, prefix, name } = { region: input.region ?? 'us-east-1', prefix: input.prefix ?? '', name: input.name ?? bucket };
  const complaints = new Complaints();
  const refuse = (field: keyof ConnectBucket, isRight: boolean, message: string): void => {
    if (!isRight) complaints.add(`input.${field}`, message);
  };
  const url = URL.parse(input.endpoint);
  const isPlain =
    url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  refuse(
    'endpoint',
    isPlain && /^https?:$/.test(url.protocol),
    'Must be a URL without a path, such as https://s3.eu-central-1.amazonaws.com.',
  );
  refuse('region', /^[a-z0-9-]{1,40}$/.test(region), 'Must be the name of a region, such as us-east-1.');
  refuse(
    'bucket',
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket),
    'Must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens.',
  );
  refuse(
    'prefix',
    prefix === '' || /^(?!\.)[\w.-]+(\/[\w-][\w.-]*)*\/$/.test(prefix),
    'Must end with a slash, such as films/reelwright/, with letters, digits, dots, hyphens and underscores.',
  );
  refuse('prefix', prefix.length <= 200, 'Must have at most 200 characters.');
  refuse('accessKey', /^[\x21-\x7e]{1,200}$/.test(accessKey), 'Must have 1 to 200 characters without spaces.');
  refuse('secretKey', /^[\x20-\x7e]{1,500}$/.test(secretKey), 'Must have 1 to 500 ASCII characters.');
  const wrongName = textFault(name, { max: MAX_NAME_LENGTH });
  if (wrongName !== undefined) complaints.add('input.name', wrongName);
  complaints.throwIfAny();
  return { address: { endpoint: url?.origin ?? '', region, bucket, accessKey, secretKey }, prefix, name };
}
