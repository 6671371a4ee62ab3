/** The header `authorization` for a key that is `user:secret`, or is encoded already. */
export const basicKey = (key: string): string => `Basic ${key.includes(':') ? Buffer.from(key).toString('base64') : key}`;
