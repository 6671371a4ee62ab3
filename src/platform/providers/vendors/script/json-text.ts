/**
 * The first complete JSON object in the text of a model. Models write their thoughts, fences around JSON, and prose; an object that was cut
 * off is not completed. Undefined without one.
 */
export function jsonIn(text: string): unknown {
  const said = text.replaceAll(/<think>[\s\S]*?<\/think>/g, '').replace(/^[\s\S]*<\/think>/, '');
  for (let start = said.indexOf('{'); start >= 0; start = said.indexOf('{', start + 1)) {
    const end = endOfObject(said, start);
    if (end === undefined) continue;
    try {
      return JSON.parse(said.slice(start, end));
    } catch {
      // The brace belongs to the prose; the object may follow.
    }
  }
  return undefined;
}

/** Position after the brace that closes the one at `start`. */
function endOfObject(text: string, start: number): number | undefined {
  let [depth, isText] = [0, false];
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isText) {
      if (character === '\\') at += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && (depth -= 1) === 0) return at + 1;
  }
  return undefined;
}
