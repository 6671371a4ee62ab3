import { Rejection } from '../../../rejections.ts';

/** Beginnings of what others hide behind the end of a picture or film, for programs that look for their own format anywhere in a file. */
const HIDDEN = /PK\x03\x04|PK\x05\x06|Rar!\x1a|7z\xbc\xaf|%PDF-|<!doctype|<html|<script|<svg|<\?php|<\?xml/i;

/**
 * Refuses a file that has a second format behind its end. Anything else there is tolerated, as it is by players: phones put previews, depth maps and
 * short films behind a picture, and programs that copy whole blocks leave zeros.
 */
export function checkBehindEnd(rest: Buffer): void {
  if (HIDDEN.test(rest.toString('latin1'))) throw new Rejection('POLYGLOT', 'The file has other data after its end.');
}
