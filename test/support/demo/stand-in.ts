import { buildSchema, graphql, type ExecutionResult } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** As much of the contract as a client needs that makes one film. */
const SCHEMA = buildSchema(`
  scalar DateTime scalar SafeInt
  type Query { workspaces(first: Int): WorkspaceConnection! job(id: ID!): Job voices: [Voice!]! }
  type Mutation {
    register(input: RegisterInput!): AuthPayload!
    login(input: LoginInput!): AuthPayload!
    generateVideo(input: GenerateVideoInput!): Job!
    cancelJob(id: ID!): Job!
  }
  type Subscription { jobProgress(jobId: ID!, after: String): JobEvent! }
  input RegisterInput { email: String! password: String! name: String invitationToken: String }
  input LoginInput { email: String! password: String! otp: String }
  input GenerateVideoInput { workspaceId: ID! title: String prompt: String script: String language: String voice: String model: String
    resolution: Resolution aspectRatio: AspectRatio idempotencyKey: String }
  enum Resolution { P360 P480 P720 P1080 P1440 P2160 }
  enum AspectRatio { LANDSCAPE_16_9 PORTRAIT_9_16 SQUARE_1_1 PORTRAIT_4_5 }
  type AuthPayload { accessToken: String! refreshToken: String! expiresAt: DateTime! expiresIn: Int! workspace: Workspace }
  type Workspace { id: ID! name: String! }
  type WorkspaceConnection { nodes: [Workspace!]! }
  type Job { id: ID! status: JobStatus! title: String! progress: Float! step: StepName steps: [JobStep!]! cursor: String!
    queuePosition: Int estimatedFinishAt: DateTime video: Asset captions: Asset checks: [FilmCheck!]! failure: JobFailure
    createdAt: DateTime! startedAt: DateTime finishedAt: DateTime input: JobInputs! }
  type JobInputs { voice: String language: String }
  type Voice { name: String! provider: String! }
  type FilmCheck { name: String! unit: String expected: String! measured: String! ok: Boolean! }
  type JobFailure { code: String! category: String! step: StepName retryable: Boolean! message: String! hint: String }
  enum JobStatus { QUEUED RUNNING COMPLETED FAILED CANCELED }
  enum StepName { SCRIPT VOICE VISUAL SEGMENT ASSEMBLE VERIFY DELIVER }
  enum StepStatus { PENDING RUNNING COMPLETED SKIPPED FAILED CANCELED }
  type JobStep { name: StepName! status: StepStatus! progress: Float! done: Int! total: Int! reused: Int! }
  type JobEvent { cursor: String! sequence: Int! type: JobEventType! at: DateTime! status: JobStatus! progress: Float! step: StepName message: String job: Job! }
  enum JobEventType { SNAPSHOT STATUS STEP PROGRESS LOG }
  type Asset { id: ID! byteSize: SafeInt! width: Int height: Int durationMs: Int downloadUrl: String }
`);

const STEPS = ['SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER'];
const SCENES = 4;
const FAILURE = {
  code: 'NOTHING_TO_SPEAK',
  category: 'USER_INPUT',
  step: 'VOICE',
  retryable: false,
  message: 'The text has no words that can be spoken.',
  hint: 'Write at least one word.',
};
export const VIDEO = Buffer.from('not really a film '.repeat(10_000));
export const CAPTIONS = Buffer.from('WEBVTT\n\n00:00.000 --> 00:01.000\nWhy the sky is blue\n');

export interface StandInOptions {
  readonly port?: number;
  /** Milliseconds between two events of the job. */
  readonly paceMs?: number;
  /** The job stops here and stays. */
  readonly stallAt?: number;
  readonly failAt?: number;
  /** All sockets are cut after this event; the job goes on. */
  readonly cutAt?: number;
  /** A generateVideo input with this language is refused. */
  readonly unsupportedLanguage?: string;
  readonly readyAfterMs?: number;
  /** Credits of a new account; each film costs one. Plenty when left out. */
  readonly credits?: number;
}

interface Recorded {
  readonly inputs: Record<string, unknown>[];
  readonly accounts: Map<string, string>;
  /** Each with the sequences that were sent to it, in order. */
  readonly subscribed: { readonly after: string | undefined; readonly authorization: string | undefined; readonly sent: number[] }[];
  canceled: boolean;
}

export interface StandIn {
  readonly url: string;
  readonly recorded: Recorded;
  /** Emits `event` with each sequence that the job reaches, and `sent` with each that a subscriber gets. */
  readonly happens: EventEmitter;
  close(): Promise<void>;
}

interface Event {
  readonly sequence: number;
  readonly status: string;
}

const refused = (code: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { extensions: { code, requestId: 'r', timestamp: new Date().toISOString(), ...more } });

/** A film of 4 scenes as a list of events; each step has SCENES of them. */
class StandInJob {
  readonly log: Event[] = [];
  readonly happens: EventEmitter;
  readonly #options: StandInOptions;
  readonly #startedAt = new Date();
  status = 'QUEUED';

  constructor(options: StandInOptions, happens: EventEmitter) {
    this.#options = options;
    this.happens = happens;
  }

  get ended(): boolean {
    return ['COMPLETED', 'FAILED', 'CANCELED'].includes(this.status);
  }

  advance(): void {
    const sequence = this.log.length + 1;
    if (this.ended || sequence > (this.#options.stallAt ?? Infinity)) return;
    if (sequence === this.#options.failAt) this.end('FAILED');
    else if (sequence >= STEPS.length * SCENES) this.end('COMPLETED');
    else this.#append('RUNNING');
  }

  end(status: string): void {
    this.#append(status);
  }

  #append(status: string): void {
    this.status = status;
    this.log.push({ sequence: this.log.length + 1, status });
    this.happens.emit('event', this.log.length);
  }

  /** The job as it is at an event, in the contract's shape. */
  at(sequence: number, status: string, url: string): Record<string, unknown> {
    const reached = status === 'COMPLETED' ? STEPS.length * SCENES : sequence;
    const left = STEPS.length * SCENES - reached;
    const finishAt = new Date(Date.now() + left * (this.#options.paceMs ?? 10));
    return {
      id: 'job-1',
      input: { voice: 'en-us', language: 'en' },
      status,
      title: 'Why the sky is blue',
      progress: reached / (STEPS.length * SCENES),
      step: STEPS[Math.min(STEPS.length - 1, Math.floor(reached / SCENES))],
      steps: STEPS.map((name, index) => step(name, reached - index * SCENES)),
      cursor: String(sequence),
      queuePosition: null,
      estimatedFinishAt: left === 0 ? null : finishAt.toISOString(),
      createdAt: this.#startedAt.toISOString(),
      startedAt: this.#startedAt.toISOString(),
      finishedAt: this.ended ? new Date().toISOString() : null,
      video:
        status === 'COMPLETED'
          ? { id: 'v', byteSize: VIDEO.length, width: 1280, height: 720, durationMs: 31_400, downloadUrl: `${url}/store/film.mp4` }
          : null,
      captions: status === 'COMPLETED' ? { id: 'c', byteSize: CAPTIONS.length, downloadUrl: `${url}/store/film.vtt` } : null,
      checks: status === 'COMPLETED' ? [{ name: 'frames', unit: null, expected: '942', measured: '942', ok: true }] : [],
      failure: status === 'FAILED' ? FAILURE : null,
    };
  }
}

function step(name: string, reached: number): Record<string, unknown> {
  const total = ['VOICE', 'VISUAL', 'SEGMENT'].includes(name) ? SCENES : 1;
  const done = Math.max(0, Math.min(total, Math.floor((reached * total) / SCENES)));
  const status = reached >= SCENES ? 'COMPLETED' : reached > 0 ? 'RUNNING' : 'PENDING';
  return { name, status, progress: done / total, done, total, reused: 0 };
}

/** A server that speaks the contract over real sockets and pretends to make a film. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const happens = new EventEmitter();
  const recorded: Recorded = { inputs: [], accounts: new Map(), subscribed: [], canceled: false };
  const job = new StandInJob(options, happens);
  let url = '';
  let clock: NodeJS.Timeout | undefined;
  let credits = 0;

  const session = () => ({
    accessToken: 'token-1',
    refreshToken: 'r',
    expiresIn: 900,
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
    workspace: { id: 'workspace-1', name: 'Demo' },
  });
  const current = () => job.at(job.log.length, job.status, url);
  const root = {
    register({ input }: { input: { email: string; password: string } }) {
      recorded.accounts.set(input.email, input.password);
      credits = options.credits ?? Infinity;
      return session();
    },
    login({ input }: { input: { email: string; password: string } }) {
      if (recorded.accounts.get(input.email) === input.password) return { ...session(), workspace: null };
      throw refused('UNAUTHENTICATED', 'Email address or password is wrong.', { details: { reason: 'INVALID' } });
    },
    workspaces: () => ({ nodes: [{ id: 'workspace-1', name: 'Demo' }] }),
    generateVideo({ input }: { input: Record<string, unknown> }) {
      if (options.unsupportedLanguage !== undefined && input['language'] === options.unsupportedLanguage) {
        throw refused('BAD_USER_INPUT', 'Not valid.', {
          fields: [{ path: 'input.language', message: 'This language is not spoken here.' }],
        });
      }
      if (credits < 1) {
        throw refused('INSUFFICIENT_CREDITS', 'This needs 1 credit; 0 are available.', { details: { required: 1, available: 0 } });
      }
      credits -= 1;
      recorded.inputs.push(input);
      clock ??= setInterval(() => {
        job.advance();
      }, options.paceMs ?? 10);
      return current();
    },
    job: current,
    voices: () => [{ name: 'en-us', provider: 'builtin' }],
    cancelJob() {
      recorded.canceled = true;
      job.end('CANCELED');
      return current();
    },
  };

  async function* events(after: string | undefined, sent: number[]) {
    const message = (event: Event, type: string) => {
      const at = job.at(event.sequence, event.status, url);
      sent.push(event.sequence);
      happens.emit('sent', event.sequence);
      return {
        ...at,
        cursor: String(event.sequence),
        sequence: event.sequence,
        type,
        at: new Date().toISOString(),
        message: null,
        job: at,
      };
    };
    let position = after === undefined ? job.log.length : Number(after);
    if (after === undefined) yield { jobProgress: message({ sequence: position, status: job.status }, 'SNAPSHOT') };
    for (;;) {
      const next = job.log[position];
      if (next !== undefined) {
        position++;
        yield { jobProgress: message(next, 'PROGRESS') };
      } else if (job.ended) return;
      else await once(happens, 'event');
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  const startedAt = Date.now();
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path === '/healthz') response.end(JSON.stringify({ name: 'reelwright', status: 'ok' }));
    else if (path === '/readyz') response.writeHead(Date.now() - startedAt >= (options.readyAfterMs ?? 0) ? 200 : 503).end('{}');
    else if (path === '/store/film.mp4') response.end(VIDEO);
    else if (path === '/store/film.vtt') response.end(CAPTIONS);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(await execute(request)));
  }

  async function execute(request: IncomingMessage): Promise<ExecutionResult> {
    const chunks = (await request.toArray()) as Buffer[];
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: Record<string, unknown> };
    const open = /register|login/.test(query);
    if (!open && request.headers.authorization !== 'Bearer token-1') {
      return { errors: [refused('UNAUTHENTICATED', 'Sign in.')] } as unknown as ExecutionResult;
    }
    return graphql({ schema: SCHEMA, source: query, rootValue: root, variableValues: variables });
  }

  const sockets = new WebSocketServer({ server, path: '/graphql' });
  useServer(
    {
      schema: SCHEMA,
      context: (socket) => socket,
      onConnect: ({ connectionParams }) => connectionParams?.['authorization'] === 'Bearer token-1',
      roots: {
        subscription: {
          jobProgress: ({ after }: { after?: string }, { connectionParams }: { connectionParams?: Record<string, unknown> }) => {
            const sent: number[] = [];
            recorded.subscribed.push({ after, authorization: connectionParams?.['authorization'] as string | undefined, sent });
            return events(after, sent);
          },
        },
      },
    },
    sockets,
  );
  happens.on('event', (sequence: number) => {
    if (sequence === options.cutAt) for (const socket of sockets.clients) socket.terminate();
  });

  url = await listening(server, options.port ?? 0);
  return {
    url,
    recorded,
    happens,
    async close() {
      clearInterval(clock);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listening(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
