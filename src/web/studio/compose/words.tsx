import { useText } from '../../shared/messages/text.ts';
import { MAX_CHARACTERS, MAX_TITLE } from './draft.ts';
import type { Draft } from './draft.ts';

export interface ChoiceProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const KINDS = ['PROMPT', 'SCRIPT'] as const;
const EXAMPLES = ['compose.example.1', 'compose.example.2', 'compose.example.3'] as const;

/** What the film is about, or exactly what it says. */
export function Words({ draft, change }: ChoiceProps) {
  const say = useText();
  const { kind, text, title } = draft;
  const most = MAX_CHARACTERS[kind];
  return (
    <>
      <fieldset className="segments">
        <legend className="visually-hidden">{say('compose.kind')}</legend>
        {KINDS.map((one) => (
          <label key={one}>
            <input type="radio" name="kind" checked={kind === one} onChange={() => change({ kind: one })} />
            <span>{say(`compose.kind.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <label className="visually-hidden" htmlFor="words">
        {say(`compose.words.${kind}`)}
      </label>
      <textarea
        id="words"
        dir="auto"
        rows={kind === 'SCRIPT' ? 7 : 5}
        value={text}
        maxLength={most}
        placeholder={say(`compose.placeholder.${kind}`)}
        aria-describedby="words-count"
        onChange={({ target }) => change({ text: target.value })}
      />
      <div className="words-foot">
        {kind === 'PROMPT' && text === '' ? (
          <ul className="examples" aria-label={say('compose.examples')}>
            {EXAMPLES.map((key) => (
              <li key={key}>
                <button type="button" className="chip" onClick={() => change({ text: say(key) })}>
                  {say(key)}
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <p className="hint">{say(`compose.hint.${kind}`)}</p>
        )}
        <p id="words-count" className="hint count">
          {say('compose.count', { count: text.length, most })}
        </p>
      </div>
      <div className="field">
        <label htmlFor="title">{say('compose.title')}</label>
        <input
          id="title"
          dir="auto"
          value={title}
          maxLength={MAX_TITLE}
          placeholder={say('compose.title.placeholder')}
          onChange={({ target }) => change({ title: target.value })}
        />
      </div>
    </>
  );
}
