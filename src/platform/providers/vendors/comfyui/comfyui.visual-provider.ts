import type { Media } from '../../../media/media.ts';
import { contentHash } from '../../../text/content-hash.ts';
import type { LeftCall, LeftEnd, ProviderCall } from '../../provider.ts';
import type { VisualProvider, VisualRequest, VisualResult } from '../../visual.provider.ts';
import { fitPicture } from '../results/fit-picture.ts';
import { NEGATIVE_PROMPT, modelSize, picturePrompt } from '../results/picture-prompt.ts';
import { LIMITS } from '../vendor-http.ts';
import type { VendorHttp } from '../vendor-http.ts';
import { runWorkflow, settleWorkflow } from './comfyui-task.ts';
import type { Workflow } from './workflow.ts';

const PICTURE = { key: 'picture', files: /\.(png|jpe?g|webp)$/i, limits: LIMITS.picture } as const;
const SIZE_STEP = 64;
const MAX_WAIT_MS = 900_000;

/** Pictures by a ComfyUI of the operator's own, with a workflow of the operator's own. */
export class ComfyUiVisualProvider implements VisualProvider {
  readonly id = 'comfyui';
  readonly revision: string;

  constructor(
    private readonly http: VendorHttp,
    private readonly workflow: Workflow,
    private readonly media: Media,
    private readonly pollMs = 1_000,
  ) {
    this.revision = `${contentHash(workflow).slice(0, 12)}/1`;
  }

  async picture(request: VisualRequest, call: ProviderCall): Promise<VisualResult> {
    const { http, workflow } = this;
    const prompt = picturePrompt(request);
    const values = { prompt, negative: NEGATIVE_PROMPT, ...modelSize(request, SIZE_STEP) };
    const polling = { everyMs: this.pollMs, atMostMs: MAX_WAIT_MS };
    const { bytes, seed } = await runWorkflow(call, { http, workflow, values, result: PICTURE, polling });
    return { path: await fitPicture(this.media, http.vendor, { bytes, frame: request }, call), made: { prompt, seed } };
  }

  settle(left: LeftCall): Promise<LeftEnd> {
    return settleWorkflow(left, { http: this.http, result: PICTURE });
  }
}
