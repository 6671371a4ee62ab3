import { ComfyUiClipProvider } from '../../../src/platform/providers/vendors/comfyui/comfyui.clip-provider.ts';
import { DIdAvatarProvider } from '../../../src/platform/providers/vendors/d-id/d-id.avatar-provider.ts';
import { GeminiClipProvider } from '../../../src/platform/providers/vendors/gemini/gemini.clip-provider.ts';
import { RunwayClipProvider } from '../../../src/platform/providers/vendors/runway/runway.clip-provider.ts';
import { omniVendor, runwayVendor } from './clip-vendors.ts';
import { didVendor } from './d-id-vendor.ts';
import { clipWorkflow, comfyUiVendor } from './media-vendors.ts';
import { json, POLLING, type Opening, type Subject, films, http, presents } from './subject.ts';

const runway = (o: Opening) =>
  new RunwayClipProvider(http('Runway', o.url, o), { url: o.url, apiKey: o.key }, o.media, o.polling ?? POLLING);
const omni = (o: Opening) =>
  new GeminiClipProvider(http('Gemini', `${o.url}/v1beta`, o), { url: o.url, apiKey: o.key }, o.media, o.polling ?? POLLING);
const talks = (o: Opening) =>
  new DIdAvatarProvider(http('D-ID', o.url, o), { url: o.url, apiKey: o.key }, o.media, { polling: o.polling ?? POLLING, settledMs: 0 });

/** Vendors that work on after they have answered with an id. */
export const TASK_SUBJECTS: readonly Subject[] = [
  ...(['SaveVideo', 'VHS_VideoCombine'] as const).map((saver): Subject => ({
    name: `ComfyUI’s clips by ${saver}`,
    vendor: comfyUiVendor,
    hasNoKey: true,
    isFree: true,
    canFind: true,
    open: (o) => films(new ComfyUiClipProvider(http('ComfyUI', o.url, o), clipWorkflow(saver), o.media, 5), 'workflow', 2_000),
    answers: [
      [
        'a workflow that is refused',
        json(400, { error: { type: 'invalid_prompt', message: 'Cannot execute' }, node_errors: {} }),
        'INVALID_INPUT',
      ],
    ],
  })),
  {
    name: 'Runway',
    vendor: runwayVendor,
    hasTasks: true,
    hidesCost: true,
    provider: runway,
    open: (o) => films(runway(o), 'gen4.5', 2_000),
    answers: [
      ['an invalid request', json(400, { error: 'promptText: too long' }), 'INVALID_INPUT'],
      ['no credits', json(400, { error: 'You do not have enough credits to run this task.' }), 'BILLING'],
      ['a model that is locked', json(403, { error: 'Model variant gen4.5 is not available' }), 'MODEL_RETIRED'],
      ['too many calls', json(429, { error: 'Rate limit exceeded' }, { 'retry-after': '9' }), 'RATE_LIMITED'],
      ['a daily limit', json(429, { error: 'You have reached your daily limit of generations' }), 'QUOTA'],
      ['an overload', json(503, { error: 'Service unavailable' }), 'VENDOR_DOWN'],
    ],
  },
  {
    name: 'Gemini Omni',
    vendor: () => omniVendor(),
    hasTasks: true,
    provider: omni,
    open: (o) => films(omni(o), 'gemini-omni-1.2-flash', 3_000),
    answers: [
      ['an invalid request', json(400, { error: { code: 'invalid_request', message: 'duration' } }), 'INVALID_INPUT'],
      ['a model that was switched off', json(404, { error: { code: 'not_found', message: 'no longer available' } }), 'MODEL_RETIRED'],
      ['too many calls', json(429, { error: { code: 'too_many_requests', message: 'Quota' } }, { 'retry-after': '20' }), 'RATE_LIMITED'],
      ['no free tier', json(429, { error: { code: 'too_many_requests', message: 'Quota exceeded, limit: 0' } }), 'QUOTA'],
      ['an overload', json(503, { error: { code: 'unavailable', message: 'overloaded' } }), 'VENDOR_DOWN'],
    ],
  },
  {
    name: 'D-ID',
    vendor: didVendor,
    hasTasks: true,
    canFind: true,
    cannotCancel: true,
    provider: talks,
    open: (o) => presents(talks(o)),
    answers: [
      ['a portrait without a face', json(400, { kind: 'BadRequestError', description: 'face not detected' }), 'INVALID_INPUT'],
      ['no credits', json(402, { kind: 'InsufficientCreditsError', description: 'not enough credits' }), 'BILLING'],
      ['a refusal', json(451, { kind: 'ModerationError', description: 'celebrity recognized' }), 'REFUSED'],
      ['too many calls', json(429, { kind: 'TooManyRequests', description: 'slow down' }, { 'retry-after': '5' }), 'RATE_LIMITED'],
      ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
    ],
  },
];
