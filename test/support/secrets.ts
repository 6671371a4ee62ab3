/** Shorter ones stand in many a text by chance; longer ones are no secrets but attacks. */
const [SHORTEST, LONGEST] = [10, 4_096];

/** Fields of inputs and answers whose values nobody else may read. */
const SECRET_FIELDS = new Set([
  ...['password', 'currentPassword', 'newPassword', 'otp', 'recoveryCodes', 'secret', 'codeVerifier'],
  ...['accessToken', 'refreshToken', 'token', 'invitationToken'],
]);

/** Secrets by themselves, with what they are for. */
export type Secrets = Map<string, string>;

export function addSecret(secrets: Secrets, name: string, value: string | undefined): void {
  if (value !== undefined && value.length >= SHORTEST && value.length <= LONGEST) secrets.set(value, name);
}

/** Every value below such a field, however deep. */
export function addSecretsIn(secrets: Secrets, value: unknown, field = ''): void {
  if (typeof value === 'string') {
    if (SECRET_FIELDS.has(field)) addSecret(secrets, field, value);
  } else if (Array.isArray(value)) {
    for (const item of value) addSecretsIn(secrets, item, field);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) addSecretsIn(secrets, inner, name);
  }
}

/** As it may stand in a text: as it is, within JSON, in an address, and as bytes are written. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    base64,
    bytes.toString('base64url'),
  ];
}

/** What the secrets that stand in the text are for, each with some characters of what stands round it. Reads the text once. */
export function leaksIn(text: string, secrets: Secrets): string[] {
  const byHead = new Map<string, { readonly spelling: string; readonly name: string }[]>();
  for (const [secret, name] of secrets) {
    for (const spelling of new Set(spellings(secret))) {
      const head = spelling.slice(0, SHORTEST);
      byHead.set(head, [...(byHead.get(head) ?? []), { spelling, name }]);
    }
  }
  const leaks: string[] = [];
  for (let at = 0; at <= text.length - SHORTEST; at += 1) {
    for (const { spelling, name } of byHead.get(text.slice(at, at + SHORTEST)) ?? []) {
      if (text.startsWith(spelling, at)) leaks.push(`${name}: …${text.slice(Math.max(0, at - 120), at)}[here]`);
    }
  }
  return leaks;
}
