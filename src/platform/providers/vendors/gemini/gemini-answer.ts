import { z } from 'zod';
import type { Failure } from '../../../../kernel/failure.ts';
import type { ProviderCost } from '../../provider.ts';
import { garbage, incomplete, refused } from '../vendor-failures.ts';
import type { VendorAnswer } from '../vendor-http.ts';
import { geminiFailure } from './gemini-failures.ts';

const part = z.object({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  inlineData: z.object({ mimeType: z.string(), data: z.string().min(1) }).optional(),
});
const generated = z.object({
  promptFeedback: z.object({ blockReason: z.string().nullish() }).nullish(),
  candidates: z
    .array(z.object({ finishReason: z.string().nullish(), content: z.object({ parts: z.array(part).nullish() }).nullish() }))
    .nullish(),
  usageMetadata: z.object({ totalTokenCount: z.number().nonnegative() }).nullish().catch(null),
});

/** Reasons of an incomplete answer. CONTINUATION asks for another call with a token, which is not made. */
const CUT_OFF = ['MAX_TOKENS', 'CONTINUATION'];
const BLOCKED = ['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'];
const BLOCKED_PICTURE = ['IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT', 'IMAGE_RECITATION'];

export type GeminiPart = z.infer<typeof part>;

/** What a model answered. A refusal and an incomplete answer are charged too. */
export type GeminiAnswer = { readonly cost: ProviderCost | undefined } & (
  { readonly failure: Failure } | { readonly parts: readonly GeminiPart[] }
);

/** Reads an answer of generateContent. A blocked prompt has no candidates; the reason of a blocked answer stands beside its content. */
export function readGemini(answer: VendorAnswer, asked: { readonly vendor: string; readonly model: string }): GeminiAnswer {
  const { vendor } = asked;
  if (!answer.isOk) throw geminiFailure(answer, asked);
  const { promptFeedback, candidates, usageMetadata } = answer.read(generated);
  const cost = usageMetadata ? { unit: 'tokens', amount: usageMetadata.totalTokenCount } : undefined;
  if (promptFeedback?.blockReason) return { failure: refused(vendor, promptFeedback.blockReason), cost };
  const [candidate] = candidates ?? [];
  if (!candidate) return { failure: garbage(vendor, 'no candidates'), cost };
  const reason = candidate.finishReason ?? 'STOP';
  if (BLOCKED.includes(reason) || BLOCKED_PICTURE.includes(reason)) return { failure: refused(vendor, reason), cost };
  if (CUT_OFF.includes(reason)) return { failure: incomplete(vendor), cost };
  return { parts: candidate.content?.parts ?? [], cost };
}

/** The words of an answer, without the thoughts of the model. */
export const wordsOf = (parts: readonly GeminiPart[]): string => parts.map((one) => (one.thought ? '' : (one.text ?? ''))).join('');
