import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { useSignedIn } from '../../shared/state/viewer.tsx';
import { EstimateDocument } from './compose.generated.ts';
import type { GenerateVideoInput } from './compose.generated.ts';
import { inputOf } from './draft.ts';
import type { Draft } from './draft.ts';

/** Milliseconds after the last key before the price is asked for again. */
const PAUSE_MS = 600;

/** What the film costs at most and how long it becomes, before it is made. */
export function Cost({ draft, workspaceId }: { readonly draft: Draft; readonly workspaceId: string | undefined }) {
  const say = useText();
  const [input, setInput] = useState<GenerateVideoInput>();
  useEffect(() => {
    if (workspaceId === undefined) return undefined;
    const next = draft.text.trim() === '' ? undefined : inputOf(draft, workspaceId);
    const timer = setTimeout(() => setInput(next), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, workspaceId]);
  // A question that was refused at the end of a session is asked again after the next sign-in.
  const signedIn = useSignedIn();
  const [{ data }] = useQuery({
    query: EstimateDocument,
    variables: { input: input ?? { workspaceId: '' } },
    pause: input === undefined || !signedIn,
    requestPolicy: 'cache-first',
  });
  if (!data || input === undefined) return null;
  const { credits, durationMs } = data.estimateVideo;
  return (
    <output className="cost">
      {say('compose.cost', { credits, seconds: Math.round(durationMs / 1_000) })} <Link href="/credits">{say('compose.cost.link')}</Link>
    </output>
  );
}
