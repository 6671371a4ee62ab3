/** The part of the browser's Storage that GraphiQL uses. */
export interface KeyValues {
  readonly length: number;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  clear(): void;
}

/** Key under which GraphiQL stores its tabs. */
export const TABS = 'graphiql:tabState';
/** Texts that are read back from the stored tabs, so that secrets have to be removed in one place only. */
const EDITORS: Readonly<Record<string, 'query' | 'variables'>> = { 'graphiql:query': 'query', 'graphiql:variables': 'variables' };
/**
 * Keys that are never stored: headers may contain authorization, and the panel that opens after a reload is the sign-in, because a reload
 * signs out.
 */
const NEVER_KEPT = new Set([...Object.keys(EDITORS), 'graphiql:headers', 'graphiql:visiblePlugin']);

const SECRET_NAME = String.raw`\w*(?:password|token|secret|otp|recoveryCode|apiKey)\w*`;
/** Matches `password: "…"` and `"password": "…"`, also unfinished while typing. */
const NAMED_SECRET = new RegExp(String.raw`("?\b${SECRET_NAME}"?\s*:\s*)("""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?)`, 'gi');
const JSON_WEB_TOKEN = /\beyJ[\w-]+\.[\w-]*\.?[\w-]*/g;
const API_KEY = /\brwk_[\w-]+/g;
/** Operations whose variables may hold a secret under any name, as in `login(input: { email: $a, password: $b })`. */
const TAKES_SECRETS = new RegExp(String.raw`\b${SECRET_NAME}\s*:\s*\$|\$\w+\s*:\s*(?:Register|Login|RefreshToken)\w*Input|\bBearer\b`, 'i');

/**
 * What GraphiQL stores between visits (tabs, history, theme, sizes), without secrets: headers are dropped, values of secret names and
 * tokens are emptied, and the variables of operations with secrets are not stored.
 */
export function privateStorage(storage: KeyValues): KeyValues {
  return {
    get length() {
      return storage.length;
    },
    getItem(key) {
      const editor = EDITORS[key];
      return editor ? ofActiveTab(storage.getItem(TABS), editor) : NEVER_KEPT.has(key) ? null : storage.getItem(key);
    },
    setItem(key, value) {
      if (!NEVER_KEPT.has(key)) storage.setItem(key, withoutSecrets(value));
    },
    removeItem: (key) => storage.removeItem(key),
    clear: () => storage.clear(),
  };
}

/** The value without secrets. @param value what GraphiQL stores: JSON of tabs or history, or a plain word or number. */
export function withoutSecrets(value: string): string {
  if (!value.startsWith('{')) return clean(value);
  return JSON.stringify(
    JSON.parse(value, (key, field: unknown) => {
      if (key === 'headers') return null;
      if (typeof field === 'string') return clean(field);
      return takesSecrets(field) ? { ...field, variables: null } : field;
    }),
  );
}

/** A tab as it may leave the browser: without secrets, as for the storage. */
export const shareable = ({ query, variables }: { readonly query: string; readonly variables: string }) => ({
  query: clean(query),
  variables: TAKES_SECRETS.test(query) ? '' : clean(variables),
});

const clean = (text: string): string => text.replace(NAMED_SECRET, '$1""').replace(JSON_WEB_TOKEN, '').replace(API_KEY, '');

function takesSecrets(value: unknown): value is { query: string } {
  return (
    typeof value === 'object' && value !== null && 'query' in value && typeof value.query === 'string' && TAKES_SECRETS.test(value.query)
  );
}

function ofActiveTab(tabState: string | null, editor: 'query' | 'variables'): string | null {
  if (!tabState) return null;
  const { tabs, activeTabIndex } = JSON.parse(tabState) as { tabs?: Record<string, string | null>[]; activeTabIndex?: number };
  return tabs?.[activeTabIndex ?? 0]?.[editor] ?? null;
}
