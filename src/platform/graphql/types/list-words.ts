/** The objects of a list, in the words of its descriptions. */
interface Listed {
  readonly item: string;
  readonly items: string;
  /** What happened at the time by which `from` and `to` restrict the list, after the plural. */
  readonly dated: string;
}

const SUFFIX = /(Connection|Edge|Filter|Order)$/;

/** Words of types whose name does not give them. */
const SPECIAL: Readonly<Record<string, Partial<Listed>>> = {
  AdminJob: { item: 'job', items: 'jobs' },
  AdminShowcaseItem: { item: 'film', items: 'films' },
  AuditEvent: { dated: 'that happened' },
  CreditEntry: { item: 'ledger entry', items: 'ledger entries' },
  Invitation: { dated: 'sent' },
  JobEvent: { dated: 'that happened' },
  Member: { dated: 'who joined' },
  Series: { items: 'series' },
  SeriesRun: { item: 'run', items: 'runs', dated: 'that became due' },
  ShowcaseItem: { item: 'film', items: 'films' },
  Slot: { dated: 'that begin' },
};

/** The words for the list that a connection, an edge, a filter or an order belongs to; undefined for other types. */
export function listedBy(typeName: string): Listed | undefined {
  if (!SUFFIX.test(typeName)) return undefined;
  const name = typeName.replace(SUFFIX, '');
  const item = name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
  return { item, items: pluralOf(item), dated: 'created', ...SPECIAL[name] };
}

const pluralOf = (noun: string): string => {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
};

/** A description with `{item}`, `{items}` and `{dated}` replaced. */
export const fillWords = (description: string, listed: Listed | undefined): string =>
  listed ? description.replaceAll(/\{(item|items|dated)\}/g, (_, word: keyof Listed) => listed[word]) : description;
