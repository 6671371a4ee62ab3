/** A GraphQL document with the type of its result. */
export interface Document<Data, Variables> {
  readonly text: string;
  /** Exists for the compiler only: no value has it. */
  readonly types?: (variables: Variables) => Data;
}

/** Attaches the types of variables and result to a document, for the compiler. */
export const document = <Data, Variables>(text: string): Document<Data, Variables> => ({ text });

export interface AuthPayload {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly workspace: { readonly id: string } | null;
}

const AUTH = 'accessToken expiresIn workspace { id }';

export const LOGIN = document<{ login: AuthPayload }, { input: { email: string; password: string } }>(
  `mutation DemoLogin($input: LoginInput!) { login(input: $input) { ${AUTH} } }`,
);

export const REGISTER = document<{ register: AuthPayload }, { input: { email: string; password: string; name: string } }>(
  `mutation DemoRegister($input: RegisterInput!) { register(input: $input) { ${AUTH} } }`,
);

export const DELETE_ACCOUNT = document<{ deleteAccount: boolean }, { input: { password: string } }>(
  'mutation DemoDeleteAccount($input: DeleteAccountInput!) { deleteAccount(input: $input) }',
);

export const WORKSPACES = document<{ workspaces: { nodes: readonly { id: string }[] } }, Record<string, never>>(
  'query DemoWorkspaces { workspaces(first: 1) { nodes { id } } }',
);

export interface GenerateVideoInput {
  readonly workspaceId: string;
  readonly prompt: string | undefined;
  readonly script: string | undefined;
  readonly language: string | undefined;
  readonly voice: string | undefined;
  readonly resolution: string | undefined;
  readonly aspectRatio: string | undefined;
  readonly idempotencyKey: string;
}

export const GENERATE_VIDEO = document<{ generateVideo: { id: string; title: string } }, { input: GenerateVideoInput }>(
  'mutation DemoGenerateVideo($input: GenerateVideoInput!) { generateVideo(input: $input) { id title } }',
);

export const CANCEL_JOB = document<{ cancelJob: { id: string } }, { id: string }>(
  'mutation DemoCancelJob($id: ID!) { cancelJob(id: $id) { id status } }',
);

export interface JobStep {
  readonly name: string;
  readonly status: string;
  readonly progress: number;
  readonly done: number;
  readonly total: number;
}

export interface JobEvent {
  readonly cursor: string;
  readonly at: string;
  readonly status: string;
  readonly progress: number;
  readonly step: string | null;
  readonly job: {
    readonly title: string;
    readonly queuePosition: number | null;
    readonly estimatedFinishAt: string | null;
    readonly steps: readonly JobStep[];
  };
}

export const JOB_PROGRESS = document<{ jobProgress: JobEvent }, { jobId: string; after?: string }>(
  `subscription DemoJobProgress($jobId: ID!, $after: String) {
    jobProgress(jobId: $jobId, after: $after) {
      cursor at status progress step
      job { title queuePosition estimatedFinishAt steps { name status progress done total } }
    }
  }`,
);

export interface Check {
  readonly name: string;
  readonly unit: string | null;
  readonly expected: string;
  readonly measured: string;
  readonly ok: boolean;
}

interface Output {
  readonly downloadUrl: string | null;
  readonly byteSize: number;
}

export interface FinishedJob {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly video: (Output & { readonly width: number | null; readonly height: number | null; readonly durationMs: number | null }) | null;
  readonly captions: Output | null;
  readonly checks: readonly Check[];
  readonly failure: { readonly code: string; readonly message: string; readonly hint: string | null; readonly step: string | null } | null;
}

/** Null where the film has no narration. */
interface Narration {
  readonly voice: string | null;
  readonly language: string | null;
}

export const JOB = document<
  {
    job: (FinishedJob & { readonly input: Narration }) | null;
    voices: readonly { readonly name: string; readonly provider: string }[];
  },
  { id: string }
>(
  `query DemoJob($id: ID!) {
    job(id: $id) {
      id title status startedAt finishedAt
      video { downloadUrl byteSize width height durationMs }
      captions { downloadUrl byteSize }
      checks { name unit expected measured ok }
      failure { code message hint step }
      input { voice language }
    }
    voices { name provider }
  }`,
);
