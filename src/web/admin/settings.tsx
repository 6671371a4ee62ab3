import { useState } from 'react';
import type { FormEvent } from 'react';
import { useText } from '../shared/messages/text.ts';
import { Problem } from '../shared/parts/problem.tsx';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { showToast } from '../shared/state/toasts.ts';
import { useAction } from '../shared/state/use-action.ts';
import { useRead } from '../shared/api/use-read.ts';
import { AdminSettingsDocument, AdminUpdateSettingsDocument } from './admin.generated.ts';
import type { AdminSettingsQuery, Feature, RegistrationMode, UpdateSettingsInput } from './admin.generated.ts';

const MODES = ['OPEN', 'INVITE', 'CLOSED'] as const satisfies readonly RegistrationMode[];
const FEATURES = ['BATCHES', 'IMPORTS', 'SHARE_LINKS', 'WEBHOOKS'] as const satisfies readonly Feature[];

/** Settings that work without a restart. Those that an environment variable sets are shown and cannot be changed. */
export function Settings() {
  const [{ data, error }, refresh] = useRead({ query: AdminSettingsDocument });
  if (!data) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  return <SettingsForm settings={data.settings} />;
}

function SettingsForm({ settings }: AdminSettingsQuery) {
  const say = useText();
  const { registration, signupCredits, disabledFeatures } = settings;
  const { error, isBusy, run } = useAction(AdminUpdateSettingsDocument);
  const [mode, setMode] = useState(registration.value);
  const [credits, setCredits] = useState(String(signupCredits.value));
  const [disabled, setDisabled] = useState<readonly Feature[]>(disabledFeatures.value);
  const isFixed = ({ source }: { readonly source: string }): boolean => source === 'ENV';

  function submit(event: FormEvent): void {
    event.preventDefault();
    const isSame = disabled.length === disabledFeatures.value.length && disabled.every((one) => disabledFeatures.value.includes(one));
    // Only what was changed: a default that is sent back would become a setting.
    const input: UpdateSettingsInput = {
      ...(mode !== registration.value && { registration: mode }),
      ...(Number(credits) !== signupCredits.value && { signupCredits: Number(credits) }),
      ...(!isSame && { disabledFeatures: disabled }),
    };
    void run({ input }, ({ data }) => data && showToast(say('admin.saved')));
  }
  return (
    <form className="admin-part admin-settings card" onSubmit={submit}>
      <h2>{say('admin.settings')}</h2>
      <fieldset disabled={isFixed(registration)}>
        <legend>{say('admin.registration')}</legend>
        {MODES.map((one) => (
          <label key={one} className="admin-choice">
            <input type="radio" name="registration" checked={mode === one} onChange={() => setMode(one)} />
            {say(`admin.registration.${one}`)}
          </label>
        ))}
        {isFixed(registration) && <p className="hint">{say('admin.fixed')}</p>}
      </fieldset>
      <fieldset disabled={isFixed(signupCredits)}>
        <legend>{say('admin.signupCredits')}</legend>
        <input
          type="number"
          min={0}
          aria-label={say('admin.signupCredits')}
          value={credits}
          onChange={({ target }) => setCredits(target.value)}
          required
        />
        {isFixed(signupCredits) && <p className="hint">{say('admin.fixed')}</p>}
      </fieldset>
      <fieldset disabled={isFixed(disabledFeatures)}>
        <legend>{say('admin.disabledFeatures')}</legend>
        {FEATURES.map((one) => (
          <label key={one} className="admin-choice">
            <input
              type="checkbox"
              checked={disabled.includes(one)}
              onChange={({ target }) => setDisabled(target.checked ? [...disabled, one] : disabled.filter((other) => other !== one))}
            />
            {say(`admin.feature.${one}`)}
          </label>
        ))}
        {isFixed(disabledFeatures) && <p className="hint">{say('admin.fixed')}</p>}
      </fieldset>
      <Problem error={error} />
      <button type="submit" disabled={isBusy}>
        {say('admin.save')}
      </button>
    </form>
  );
}
