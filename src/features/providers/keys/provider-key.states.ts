import { badInput } from '../../../kernel/errors.ts';
import { CLOUDS } from '../../../platform/catalogue/provider-settings.ts';
import type { Cloud } from '../../../platform/catalogue/provider-settings.ts';

/** Printable ASCII without spaces, because the key becomes a header. */
const KEY = /^[\x21-\x7e]{8,500}$/;

/** Last characters of a key that are shown. */
export const HINT_CHARACTERS = 4;

/** @throws ReelwrightError BAD_USER_INPUT for an invalid key */
export function assertKey(key: string, path: string): void {
  if (!KEY.test(key)) throw badInput(path, 'Must have 8 to 500 characters of a key, without spaces.');
}

export const isCloud = (name: string): name is Cloud => CLOUDS.some((cloud) => cloud === name);

/** @throws ReelwrightError BAD_USER_INPUT for a provider without keys */
export function readCloud(name: string, path: string): Cloud {
  if (isCloud(name)) return name;
  throw badInput(path, `This provider takes no key. Choose one of ${CLOUDS.join(', ')}.`);
}
