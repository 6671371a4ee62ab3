import { useEffect, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { signInDialog } from '../../shared/state/sign-in.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/api/use-read.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { ChoicesDocument, MakeFilmDocument } from './compose.generated.ts';
import { Cost } from './cost.tsx';
import { dropDraft, inputOf, keepDraft, readDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { KNOWN_LOOKS } from './known-looks.ts';
import { LengthChoice, LookChoice, ShapeChoice } from './picture-choices.tsx';
import { VoiceChoice } from './voice-choice.tsx';
import { Words } from './words.tsx';

/** The form for a new film. It can be filled in before signing in, and keeps what was typed over reloads. */
export function Composer() {
  const say = useText();
  const viewer = useViewer();
  const [, open] = useLocation();
  const [draft, setDraft] = useState(readDraft);
  const [{ data: choices, error: choicesError }, readChoices] = useRead({
    query: ChoicesDocument,
    pause: !viewer,
    requestPolicy: 'cache-first',
  });
  const { error, isBusy, run } = useAction(MakeFilmDocument);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => keepDraft(draft), [draft]);

  const workspaceId = viewer?.workspace?.id;
  const mayMake = !viewer || viewer.can('MAKE_VIDEO');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (workspaceId === undefined) return signInDialog.set('SIGN_UP');
    void run(
      (idempotencyKey) => ({ input: { ...inputOf(draft, workspaceId), idempotencyKey } }),
      ({ data }) => {
        if (!data) return;
        dropDraft();
        open(`/films/${data.generateVideo.id}`);
      },
    );
  };

  return (
    <form className="composer" onSubmit={submit} aria-label={say('compose.label')}>
      <div className="composer-words card">
        <Words draft={draft} change={change} />
      </div>
      <div className="composer-options">
        <LookChoice looks={choices?.looks ?? KNOWN_LOOKS} draft={draft} change={change} />
        <ShapeChoice draft={draft} change={change} />
        {draft.kind === 'PROMPT' && <LengthChoice draft={draft} change={change} />}
        <ReadProblem error={choicesError} onRetry={readChoices} />
        {choices && <VoiceChoice languages={choices.languages} draft={draft} change={change} />}
      </div>
      <div className="composer-foot">
        <Cost draft={draft} workspaceId={workspaceId} />
        <Problem error={error} />
        {!mayMake && <p className="hint">{say('compose.viewer')}</p>}
        <button className="composer-make" disabled={isBusy || !mayMake || draft.text.trim() === ''}>
          <Icon name="sparkle" />
          {say(isBusy ? 'compose.making' : 'compose.make')}
        </button>
      </div>
    </form>
  );
}
