/** `npm run check:words`: refuses the words that docs/style.md replaces, in code, comments, descriptions, messages and docs. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface ReplacedWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Private vocabulary has a standard term; the other entries are turns of phrase that a reader has to decode. */
const REPLACED: readonly ReplacedWord[] = [
  { pattern: /\banew\b/i, instead: 'again' },
  { pattern: /\bwho(m)?ever\b/i, instead: 'the caller, the user, anyone who' },
  { pattern: /\b(of|one of|none of|not) ours\b/i, instead: 'our own, Reelwright’s' },
  { pattern: /\bany more\b/i, instead: 'no longer' },
  { pattern: /\bshall\b/i, instead: 'must, will, or the present tense' },
  { pattern: /\bletter by letter\b/i, instead: 'exact match' },
  { pattern: /\bthe trail\b|\bforTheTrail\b/, instead: 'audit log' },
  { pattern: /\bgood for nothing\b|\bfor good\b/i, instead: 'invalid, permanently' },
  { pattern: /\bgoes on by itself\b/i, instead: 'retries, recovers' },
  { pattern: /\bthe way of the\b/i, instead: 'flow, path' },
  { pattern: /\b(is|are|was|were|be|being) told\b/i, instead: 'receives, is notified, is reported' },
  { pattern: /\b[Vv]erb(s|Hooks|Call|Done)?\b/, instead: 'mutation, service method' },
  { pattern: /\b[Aa]dmitter\b|\badmitWaiting\b/, instead: 'step scheduler, dispatch' },
  { pattern: /\bcameAlong\b|\bcame along\b|\balongJobs\b/, instead: 'preloaded, include' },
  { pattern: /\b(un)?seal(s|ed|Anew)?\b/i, instead: 'encrypt, decrypt, encryption context' },
  { pattern: /[A-Z]_AT_(MOST|LEAST)\b/, instead: 'MAX_, MIN_' },
  { pattern: /\brefuse[A-Z]\w*/, instead: 'assert' },
  { pattern: /\bfacts\b|[a-z]Facts\b|\bFacts[A-Z<]/, instead: 'metadata, properties, fields' },
  { pattern: /\b[Ss]weep(s|ing)?\b|\bduty\b|\bduties\b/, instead: 'background task, delete' },
  { pattern: /\b(becomeTwin|findTwin|twins?)\b/i, instead: 'duplicate' },
  { pattern: /\b(verification|reset|invitation) letters?\b|\bAccountLetters\b|\be-mails?\b/i, instead: 'email' },
  { pattern: /\b(a|the|newest|another) letters?\b(?!['’]| of)/i, instead: 'email' },
  { pattern: /\bstartDuties\b|\bsweepWhatIsDue\b/, instead: 'background tasks, maintenance tasks' },
  { pattern: /\bsuperviseGently\b|\btakeBackTheDead\b|\bendOfTheRoad\b/, instead: 'startSupervision, destroyBrokenClients, errorHandler' },
];

/** The rules and their test name what they replace, and one file is a fixed copy of the contract. CHANGELOG.md is history. */
const EXEMPT = new Set([
  ...['docs/style.md', 'scripts/check-words.ts', 'test/unit/house/words.test.ts', 'test/support/contract.graphql'],
  // German, whose word for email is one of those that are replaced.
  ...['src/platform/messages/de.ts', 'src/account-page/texts.ts', 'src/web/shared/messages/de.ts'],
]);
const CHECKED =
  /^(src|scripts|test|docs|examples)\/.*\.(ts|tsx|mjs|sql|graphql|md|css|html)$|^(README|CONTRIBUTING|SECURITY|SUPPORT)\.md$|^schema\.graphql$|^\.env\.example$/;

/** `file:line: "words"; use …` for each replaced word in the text. */
export function findReplacedWords(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) =>
    REPLACED.flatMap(({ pattern, instead }) => {
      const found = pattern.exec(line)?.[0];
      return found === undefined ? [] : [`${file}:${index + 1}: "${found}"; use ${instead}`];
    }),
  );
}

/** Checks every tracked or new file below `root`. */
export function checkWords(root: string): readonly string[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return files
    .split('\n')
    .filter((file) => CHECKED.test(file) && !EXEMPT.has(file))
    .flatMap((file) => findReplacedWords(file, readFileSync(resolve(root, file), 'utf8')));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = checkWords(process.cwd());
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log('No replaced words.');
}
