import type { GivenOptions, OptionName } from './film-options.ts';

/** Sources of options, the highest precedence first. */
export const OPTION_SOURCES = ['REQUEST', 'TEMPLATE', 'PRESET', 'WORKSPACE', 'SYSTEM'] as const;
export type OptionSource = (typeof OPTION_SOURCES)[number];

/** The options of one source. SYSTEM has no layer; its defaults are those of the catalogue. */
export interface OptionLayer {
  readonly source: Exclude<OptionSource, 'SYSTEM'>;
  readonly options: GivenOptions;
  readonly presetId?: string;
}

/** A value of a layer that cannot be used, and why. */
export interface OptionFault {
  readonly option: OptionName;
  readonly source: OptionSource;
  readonly message: string;
}

type ValueOf<Name extends OptionName> = NonNullable<GivenOptions[Name]>;

/** A value with the index of its layer; a lower index has a higher precedence. */
export interface Placed<Value> {
  readonly value: Value;
  readonly layer: number;
}

export const notOffered = (offered: readonly unknown[]): string => `Not supported. Choose one of ${offered.join(', ')}.`;

/** Reads options from layers of falling precedence, and records the source and the fault of each. */
export class Layers {
  readonly faults: OptionFault[] = [];
  /** The index of built-in defaults, after every layer. */
  readonly system: number;
  readonly #layers: readonly OptionLayer[];
  readonly #places = new Map<OptionName, number>();

  constructor(layers: readonly OptionLayer[]) {
    this.#layers = layers.toSorted((one, other) => OPTION_SOURCES.indexOf(one.source) - OPTION_SOURCES.indexOf(other.source));
    this.system = layers.length;
  }

  /** The values that layers give, the highest first. */
  given<Name extends OptionName>(name: Name): readonly Placed<ValueOf<Name>>[] {
    return this.#layers.flatMap(({ options }, layer) => {
      const value = options[name];
      return value == null ? [] : [{ value, layer }];
    });
  }

  /** The first value; `faultOf` returns the fault of a value. */
  first<Name extends OptionName>(name: Name, faultOf?: (value: ValueOf<Name>) => string | undefined): ValueOf<Name> | undefined {
    const [found] = this.given(name);
    if (!found) return undefined;
    this.place(name, found.layer);
    const fault = faultOf?.(found.value);
    if (fault !== undefined) this.fault(name, found.layer, fault);
    return found.value;
  }

  /**
   * The first value that is among the offered ones. Values of layers below `limitedBy`, whose choice limits the offer, are skipped instead
   * of faulty.
   */
  pick<Value extends string | number>(name: OptionName, offered: readonly Value[], fallback: Value, limitedBy = this.system): Value {
    for (const { value, layer } of this.given(name)) {
      const found = offered.find((one) => one === value);
      if (found === undefined && layer > limitedBy) continue;
      this.place(name, layer);
      if (found === undefined) this.fault(name, layer, notOffered(offered));
      return found ?? fallback;
    }
    this.place(name, this.system);
    return offered.includes(fallback) ? fallback : (offered[0] ?? fallback);
  }

  /** Records the source of an option. */
  place(name: OptionName, layer: number): void {
    this.#places.set(name, layer);
  }

  fault(option: OptionName, layer: number, message: string): void {
    this.faults.push({ option, source: this.#layers[layer]?.source ?? 'SYSTEM', message });
  }

  originOf(name: OptionName): { readonly source: OptionSource; readonly presetId: string | null } {
    const layer = this.#layers[this.#places.get(name) ?? this.system];
    return { source: layer?.source ?? 'SYSTEM', presetId: layer?.presetId ?? null };
  }
}
