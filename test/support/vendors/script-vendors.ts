import { script } from './made.ts';
import { bearerRefusal, type Asked, type Reply, type Vendor } from './stand-in.ts';

const TOKENS = 700;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Answers a rewrite with a narration and everything else with a script. */
const written = (asked: Asked): string =>
  asked.bytes.includes('</narration>') ? JSON.stringify({ narration: 'The same thing in other words.' }) : script();

const invalid = (message: string): Reply => ({ status: 400, body: { error: { message, type: 'invalid_request_error', code: null } } });

/** Chat completions. `dialect` differs in what a server refuses and in how it words it. */
export const chatVendor = (
  dialect: 'ollama' | 'lmstudio' | 'openrouter' = 'ollama',
  content: (asked: Asked) => string = written,
): Vendor => ({
  ...(dialect === 'openrouter' && { refusal: bearerRefusal }),
  isWork: ({ path }) => path === '/v1/chat/completions',
  answer: (asked) => {
    const { method, path, json } = asked;
    if (method === 'GET' && path === '/v1/models')
      return { status: 200, body: { object: 'list', data: [{ id: 'little-model', object: 'model' }] } };
    if (method !== 'POST' || path !== '/v1/chat/completions' || !json) return undefined;
    const {
      model,
      messages,
      response_format: format,
    } = json as { model?: string; messages?: unknown[]; response_format?: { type?: string } };
    if (!Array.isArray(messages) || messages.length === 0) return invalid('messages is required');
    if (model !== 'little-model') {
      const words = `model '${model}' not found`;
      return {
        status: 404,
        body: dialect === 'lmstudio' ? { error: words } : { error: { message: words, type: 'not_found_error', code: null } },
      };
    }
    if (dialect === 'lmstudio' && format?.type === 'json_object')
      return { status: 400, body: { error: "'response_format.type' must be 'json_schema' or 'text'" } };
    return {
      status: 200,
      charge: TOKENS,
      body: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model,
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: content(asked) } }],
        usage: { prompt_tokens: 200, completion_tokens: 500, total_tokens: TOKENS },
      },
    };
  },
});

/** A completion with other parts, as a whole answer. */
export const completion = (choice: object, more: object = {}): Reply => ({
  status: 200,
  body: { choices: [{ index: 0, finish_reason: 'stop', ...choice }], usage: { total_tokens: TOKENS }, ...more },
});

/** OpenAI's Responses API. */
export const responsesVendor: Vendor = {
  refusal: bearerRefusal,
  isWork: ({ path }) => path === '/v1/responses',
  answer: (asked) => {
    const { method, path, json } = asked;
    if (method === 'GET' && path === '/v1/models') return { status: 200, body: { object: 'list', data: [{ id: 'gpt-5-mini' }] } };
    if (method !== 'POST' || path !== '/v1/responses' || !json) return undefined;
    const { model, input, text, store } = json as {
      model?: unknown;
      input?: unknown;
      store?: unknown;
      text?: { format?: { type?: string; strict?: boolean; schema?: unknown } };
    };
    if (!isText(model) || !isText(input) || store !== false) return invalid('Missing required parameter.');
    if (text?.format?.type !== 'json_schema' || text.format.strict !== true || !text.format.schema) return invalid('text.format');
    return {
      status: 200,
      charge: TOKENS,
      body: {
        id: 'resp_1',
        status: 'completed',
        incomplete_details: null,
        output: [
          { type: 'reasoning', summary: [] },
          { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: written(asked), annotations: [] }] },
        ],
        usage: { input_tokens: 200, output_tokens: 500, total_tokens: TOKENS },
      },
    };
  },
};

export const googleError = (code: number, status: string, message: string): Reply => ({
  status: code,
  body: { error: { code, status, message } },
});

export const badGeminiKey: Reply = {
  status: 400,
  body: {
    error: {
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: 'API key not valid. Please pass a valid API key.',
      details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
    },
  },
};

/** Gemini's generateContent, of v1beta alone. */
export const geminiVendor: Vendor = {
  refusal: ({ headers }, key) => (headers['x-goog-api-key'] === key ? undefined : badGeminiKey),
  isWork: ({ path }) => path.endsWith(':generateContent'),
  answer: (asked) => {
    const { method, path, json } = asked;
    if (method === 'GET' && path === '/v1beta/models') return { status: 200, body: { models: [{ name: 'models/gemini-3.8-flash' }] } };
    const model = /^\/v1beta\/models\/([\w.-]+):generateContent$/.exec(path)?.[1];
    if (method !== 'POST' || model === undefined || !json) return undefined;
    if (model !== 'gemini-3.8-flash') return googleError(404, 'NOT_FOUND', `models/${model} is no longer available`);
    const { generationConfig } = json as { generationConfig?: { responseMimeType?: string; responseJsonSchema?: unknown } };
    if (generationConfig?.responseMimeType !== 'application/json' || !generationConfig.responseJsonSchema)
      return googleError(400, 'INVALID_ARGUMENT', 'generationConfig');
    return {
      status: 200,
      charge: TOKENS,
      body: {
        candidates: [{ content: { role: 'model', parts: [{ text: written(asked) }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { totalTokenCount: TOKENS },
      },
    };
  },
};
