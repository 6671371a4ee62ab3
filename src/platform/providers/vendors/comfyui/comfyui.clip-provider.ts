import type { Media } from '../../../media/media.ts';
import { contentHash } from '../../../text/content-hash.ts';
import type { ClipProvider, ClipRequest, ClipResult } from '../../clip.provider.ts';
import type { LeftCall, LeftEnd, ProviderCall } from '../../provider.ts';
import { fitClip } from '../results/fit-clip.ts';
import { NEGATIVE_PROMPT, modelSize } from '../results/picture-prompt.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { runWorkflow, settleWorkflow } from './comfyui-task.ts';
import { WORKFLOW_FPS } from './workflow.ts';
import type { Workflow } from './workflow.ts';

const CLIP = { key: 'clip', files: /\.(mp4|webm|mkv|mov)$/i, limits: LIMITS.clip } as const;
const SIZE_STEP = 32;
/** A graphics card takes minutes for a clip, and makes one at a time. */
const MAX_WAIT_MS = 3_600_000;

/** Clips by a ComfyUI of the operator's own, with a workflow of the operator's own. */
export class ComfyUiClipProvider implements ClipProvider {
  readonly id = 'comfyui';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly workflow: Workflow,
    private readonly media: Media,
    private readonly pollMs = 2_000,
  ) {
    this.revision = `${contentHash(workflow).slice(0, 12)}/1`;
  }

  async clip({ prompt, width, height, fps, durationMs }: ClipRequest, call: ProviderCall): Promise<ClipResult> {
    const { http, workflow } = this;
    // Models of clips make a multiple of four frames and one more.
    const frames = 4 * Math.ceil((durationMs * WORKFLOW_FPS) / 4_000) + 1;
    const values = { prompt, negative: NEGATIVE_PROMPT, ...modelSize({ width, height }, SIZE_STEP), frames, fps: WORKFLOW_FPS };
    const polling = { everyMs: this.pollMs, atMostMs: MAX_WAIT_MS };
    const { bytes, seed } = await runWorkflow(call, { http, workflow, values, result: CLIP, polling });
    const clip = await fitClip(this.media, http.vendor, bytes, { size: { width, height }, fps, durationMs, hasSound: false }, call);
    return { ...clip, made: { prompt, seed } };
  }

  settle(left: LeftCall): Promise<LeftEnd> {
    return settleWorkflow(left, { http: this.http, result: CLIP });
  }
}
