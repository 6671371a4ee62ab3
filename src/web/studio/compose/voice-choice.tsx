import { useEffect, useRef, useState } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { named } from '../../shared/names/named.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import type { ChoicesQuery } from './compose.generated.ts';
import type { ChoiceProps } from './words.tsx';

const SILENT = 'NONE';

/** The language of the words, and who speaks them, with a sample of each voice. */
export function VoiceChoice({ languages, draft, change }: ChoiceProps & { readonly languages: ChoicesQuery['languages'] }) {
  const say = useText();
  const { playing, toggle } = useSample();
  const spoken = languages.find(({ name }) => name === draft.language) ?? languages[0];
  const voices = (spoken?.voices ?? []).map(({ name, title, description, provider, sampleUrl }) => ({
    name,
    sampleUrl,
    title: named(say, `voice.${name}`, title),
    description: named(say, `voices.${provider}`, description),
  }));
  const chosen = draft.voice ?? voices[0]?.name;
  return (
    <fieldset className="choice">
      <legend>{say('compose.voice')}</legend>
      <label className="inline-label">
        <span>{say('compose.language')}</span>
        <select value={spoken?.name ?? draft.language} onChange={({ target }) => change({ language: target.value, voice: undefined })}>
          {languages.map(({ name, nativeTitle }) => (
            <option key={name} value={name} lang={name}>
              {nativeTitle}
            </option>
          ))}
        </select>
      </label>
      <ul className="voices">
        {voices.map(({ name, title, description, sampleUrl }) => (
          <li key={name} className="voice">
            <label htmlFor={`voice-${name}`}>
              <input id={`voice-${name}`} type="radio" name="voice" checked={chosen === name} onChange={() => change({ voice: name })} />
              <b>{title}</b>
              <small>{description}</small>
            </label>
            {sampleUrl && (
              <button
                type="button"
                className="quiet icon-button"
                aria-label={say(playing === name ? 'compose.sample.stop' : 'compose.sample', { voice: title })}
                onClick={() => toggle(name, new URL(sampleUrl, location.origin).pathname)}
              >
                <Icon name={playing === name ? 'stop' : 'play'} />
              </button>
            )}
          </li>
        ))}
        <li className="voice">
          <label htmlFor="voice-none">
            <input id="voice-none" type="radio" name="voice" checked={chosen === SILENT} onChange={() => change({ voice: SILENT })} />
            <b>{say('compose.voice.none')}</b>
            <small>{say('compose.voice.noneHint')}</small>
          </label>
        </li>
      </ul>
    </fieldset>
  );
}

/** Plays one sample at a time. */
function useSample(): { readonly playing: string | undefined; toggle(voice: string, path: string): void } {
  const [playing, setPlaying] = useState<string>();
  const audio = useRef<HTMLAudioElement>(undefined);
  useEffect(() => () => audio.current?.pause(), []);
  return {
    playing,
    toggle(voice, path) {
      audio.current?.pause();
      if (playing === voice) return setPlaying(undefined);
      const sample = new Audio(path);
      audio.current = sample;
      setPlaying(voice);
      const ended = (): void => setPlaying((now) => (now === voice && audio.current === sample ? undefined : now));
      sample.addEventListener('ended', ended);
      sample.addEventListener('error', ended);
      sample.play().catch(ended);
    },
  };
}
