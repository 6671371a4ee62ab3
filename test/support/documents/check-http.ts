import type { Fault } from './check-block.ts';

const REQUEST = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*|https?:\/\/\S+) HTTP\/(1\.1|2)$/;
const RESPONSE = /^HTTP\/(1\.1|2) [1-5]\d\d( .+)?$/;
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+: \S.*$/;

/** A request or a response: its first line, headers, and after an empty line the body, which must be JSON where the headers say so. */
export function checkHttp(text: string): readonly Fault[] {
  const [head = '', ...rest] = text.split('\n\n');
  const [first = '', ...headers] = head.trimEnd().split('\n');
  const faults: Fault[] = [];
  if (!REQUEST.test(first) && !RESPONSE.test(first)) faults.push({ line: 1, message: 'Neither a request line nor a status line.' });
  for (const [index, header] of headers.entries()) if (!HEADER.test(header)) faults.push({ line: index + 2, message: 'Not a header.' });
  const body = rest.join('\n\n').trim();
  if (body !== '' && headers.some((header) => /^content-type: application\/(\S+\+)?json/i.test(header))) {
    try {
      JSON.parse(body);
    } catch (error) {
      faults.push({ line: headers.length + 3, message: String(error) });
    }
  }
  return faults;
}
