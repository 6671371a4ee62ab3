import type { Reply } from './stand-in.ts';
import { json, type Subject } from './subject.ts';

export const openAi = (status: number, error: object, headers = {}): Reply => json(status, { error }, headers);

/** Meant alike by everyone who speaks OpenAI's protocol. */
export const OPENAI_ANSWERS: Subject['answers'] = [
  ['too many calls', openAi(429, { message: 'Rate limit reached', code: 'rate_limit_exceeded' }, { 'retry-after': '7' }), 'RATE_LIMITED'],
  [
    'a rate limit of a day',
    openAi(429, { message: 'Rate limit reached', code: 'rate_limit_exceeded' }, { 'retry-after': '86400' }),
    'RATE_LIMITED',
  ],
  [
    'no money',
    openAi(429, { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' }),
    'BILLING',
  ],
  ['a usage limit', openAi(429, { message: 'limit', code: 'organization_usage_limit_exceeded' }), 'QUOTA'],
  ['no credits', openAi(402, { message: 'Insufficient credits', code: 402 }), 'BILLING'],
  ['an overload', openAi(503, { message: 'The server is overloaded', code: 'server_is_overloaded' }), 'VENDOR_DOWN'],
  ['an error of the server', json(500, {}), 'VENDOR_DOWN'],
  ['an invalid request', openAi(400, { message: 'Invalid value: size', type: 'invalid_request_error' }), 'INVALID_INPUT'],
  [
    'a refusal',
    openAi(400, { type: 'image_generation_user_error', code: 'moderation_blocked', message: 'safety_violations=[violence]' }),
    'REFUSED',
  ],
  ['a status of nobody', json(418, {}), 'GARBAGE'],
];

/** Meant alike by all services of Google. */
export const GOOGLE_ANSWERS: Subject['answers'] = [
  [
    'a delay in the body',
    json(429, { error: { status: 'RESOURCE_EXHAUSTED', message: 'Quota', details: [{ retryDelay: '53s' }] } }),
    'RATE_LIMITED',
  ],
  [
    'a daily quota',
    json(429, {
      error: { message: 'Quota', details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] }, { retryDelay: '47s' }] },
    }),
    'QUOTA',
  ],
  ['a quota of nothing', json(429, { error: { message: 'Quota exceeded, limit: 0, retry in 47 s' } }), 'QUOTA'],
  ['an invalid request', json(400, { error: { status: 'INVALID_ARGUMENT', message: 'Voice not found' } }), 'INVALID_INPUT'],
  [
    'a region without billing',
    json(400, { error: { status: 'FAILED_PRECONDITION', message: 'User location is not supported' } }),
    'BILLING',
  ],
  ['a key without permission', json(403, { error: { status: 'PERMISSION_DENIED', message: 'API has not been used' } }), 'BAD_KEY'],
  ['an overload', json(503, { error: { status: 'UNAVAILABLE' } }), 'VENDOR_DOWN'],
];

/** Meant alike by everything that Gemini generates. */
export const GEMINI_ANSWERS: Subject['answers'] = [
  ['a blocked prompt without candidates', json(200, { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }), 'REFUSED'],
  ['a blocked answer', json(200, { candidates: [{ finishReason: 'SAFETY' }] }), 'REFUSED'],
  ['no candidates', json(200, { candidates: [] }), 'GARBAGE'],
  ['a model that was switched off', json(404, { error: { message: 'models/x is no longer available' } }), 'MODEL_RETIRED'],
];

export const gemini = (url: string, key: string) => ({
  ...{ url, apiKey: key, model: 'gemini-3.8-flash', imageModel: 'gemini-3.1-flash-image', speechModel: 'gemini-3.8-flash-tts', voices: {} },
});
export const candidate = (finishReason: string, ...parts: object[]): Reply =>
  json(200, { candidates: [{ finishReason, content: { parts } }] });
export const NO_SOUND = Buffer.from('not sound').toString('base64');

export const OWN_SERVER: Subject['answers'] = [
  ['a model that is not installed', openAi(404, { message: "model 'x' not found, try pulling it first" }), 'MODEL_NOT_INSTALLED'],
  ['a model that is not installed, as a string', json(404, { error: 'model not found' }), 'MODEL_NOT_INSTALLED'],
];
