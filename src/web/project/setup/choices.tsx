import { useId } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { named } from '../../shared/names/named.ts';
import type { SetupChoicesQuery } from './setup.generated.ts';

interface ChoiceProps {
  readonly choices: SetupChoicesQuery | undefined;
  /** Empty for none. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** A preset of the workspace, or one that comes with the program. */
export function PresetChoice({ choices, value, onChange }: ChoiceProps) {
  const say = useText();
  const id = useId();
  const own = choices?.workspace?.presets.nodes ?? [];
  const builtIn = choices?.systemPresets.map(({ id: presetId, name, description }) => ({
    id: presetId,
    name: named(say, `preset.${presetId}`, name),
    description: named(say, `preset.${presetId}.about`, description ?? ''),
  }));
  const description = [...own, ...(builtIn ?? [])].find((preset) => preset.id === value)?.description;
  return (
    <div className="field">
      <label htmlFor={id}>{say('setup.preset')}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{say('setup.none')}</option>
        {own.length > 0 && (
          <optgroup label={say('setup.own')}>
            {own.map((preset) => (
              <option key={preset.id} value={preset.id}>
                {preset.name}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label={say('setup.system')}>
          {builtIn?.map((preset) => (
            <option key={preset.id} value={preset.id}>
              {preset.name}
            </option>
          ))}
        </optgroup>
      </select>
      {description && (
        <p className="hint" dir="auto">
          {description}
        </p>
      )}
    </div>
  );
}

/** A prompt template of the workspace. */
export function TemplateChoice({ choices, value, onChange, required = false }: ChoiceProps & { readonly required?: boolean }) {
  const say = useText();
  const id = useId();
  const templates = choices?.workspace?.promptTemplates.nodes ?? [];
  return (
    <div className="field">
      <label htmlFor={id}>{say('setup.template')}</label>
      <select id={id} value={value} required={required} onChange={({ target }) => onChange(target.value)}>
        <option value="">{say(required ? 'setup.choose' : 'setup.none')}</option>
        {templates.map((template) => (
          <option key={template.id} value={template.id}>
            {template.name}
          </option>
        ))}
      </select>
      {choices && templates.length === 0 && <p className="hint">{say('setup.noTemplates')}</p>}
    </div>
  );
}
