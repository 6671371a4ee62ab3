import { useId } from 'react';
import type { Template, Values } from './template-values.ts';

interface TemplateFieldsProps {
  readonly template: Template;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

/** A field for each variable of a template. */
export function TemplateFields({ template, values, onChange }: TemplateFieldsProps) {
  const id = useId();
  return template.variables.map(({ name, type, description, required, default: fallback, values: choices }) => {
    const field = { id: `${id}-${name}`, value: values[name] ?? '', required, placeholder: fallback ?? '' };
    const change = (value: string): void => onChange({ ...values, [name]: value });
    return (
      <div key={name} className="field">
        <label htmlFor={field.id} dir="auto">
          {description ?? name}
        </label>
        {type === 'ENUM' ? (
          <select id={field.id} value={field.value} required={required} onChange={({ target }) => change(target.value)}>
            <option value="">{fallback ?? '–'}</option>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </select>
        ) : (
          <input
            {...field}
            dir="auto"
            type={type === 'DATE' ? 'date' : 'text'}
            inputMode={type === 'NUMBER' ? 'decimal' : undefined}
            onChange={({ target }) => change(target.value)}
          />
        )}
      </div>
    );
  });
}
