import { Rejection } from '../../../rejections.ts';

/** Beginnings of files that attackers append to a picture or film, for programs that search a file for their own format. */
const HIDDEN = /PK\x03\x04|PK\x05\x06|Rar!\x1a|7z\xbc\xaf|%PDF-|<!doctype|<html|<script|<svg|<\?php|<\?xml/i;

/**
 * Throws a Rejection for a file that has a second format after its end. Any other data there is tolerated, as players do: phones append
 * previews, depth maps and short films to a picture, and programs that copy whole blocks append zeros.
 */
export function checkBehindEnd(rest: Buffer): void {
  if (HIDDEN.test(rest.toString('latin1'))) throw new Rejection('POLYGLOT', 'The file has other data after its end.');
}
