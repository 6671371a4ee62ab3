import type { Fault } from './check-block.ts';

/** Directives that our pages use. A misspelt one is in no list; a new one is added here after a look into nginx's reference. */
const DIRECTIVES = new Set(
  (
    'http server location upstream map limit_except listen server_name server_tokens ssl_certificate ssl_certificate_key ssl_protocols ' +
    'http2 return root alias index include default_type client_max_body_size client_body_timeout proxy_pass proxy_http_version ' +
    'proxy_set_header proxy_read_timeout proxy_send_timeout proxy_connect_timeout proxy_buffering proxy_request_buffering ' +
    'proxy_next_upstream proxy_next_upstream_tries proxy_cache proxy_hide_header proxy_redirect add_header keepalive keepalive_timeout ' +
    'zone least_conn ip_hash hash gzip gzip_types access_log error_log log_format allow deny try_files set if rewrite default resolver ' +
    'send_timeout expires proxy_ssl_server_name error_page limit_req limit_req_zone limit_conn limit_conn_zone real_ip_header set_real_ip_from'
  ).split(' '),
);
/** Blocks whose entries are values and not directives. */
const VALUES = new Set(['map', 'types', 'geo', 'split_clients']);
const TOKEN = /#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]|(?:\$\{\w+\}|[^\s{};"'])+/g;

/** Balanced blocks of directives, each with a known name and ended by a semicolon. */
export function checkNginx(text: string): readonly Fault[] {
  const faults: Fault[] = [];
  const open: string[] = [];
  let words: string[] = [];
  let begins = 1;
  const checkName = (line: number): void => {
    const [name = ''] = words;
    const isValue = VALUES.has(open.at(-1) ?? '') || (open.at(-1) === 'upstream' && name === 'server');
    if (!isValue && !DIRECTIVES.has(name)) faults.push({ line, message: `Unknown directive "${name}".` });
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const line = text.slice(0, index).split('\n').length;
    if (token.startsWith('#')) continue;
    if (token === '{') {
      checkName(begins);
      open.push(words[0] ?? '');
    } else if (token === '}') {
      if (words.length > 0) faults.push({ line: begins, message: `"${words[0]}" needs a semicolon.` });
      if (open.pop() === undefined) faults.push({ line, message: 'Unexpected "}".' });
    } else if (token === ';') checkName(begins);
    else if (words.push(token) === 1) begins = line;
    else if (line > begins && DIRECTIVES.has(token) && !text.split('\n')[line - 1]?.startsWith(' '.repeat(60))) {
      // A directive may go over several lines, but a line that begins with the name of another one shows a missing semicolon.
      if (text.split('\n')[line - 1]?.trimStart().startsWith(token))
        faults.push({ line: begins, message: `"${words[0]}" needs a semicolon.` });
    }
    if ('{};'.includes(token)) words = [];
  }
  if (words.length > 0) faults.push({ line: begins, message: `"${words[0]}" needs a semicolon.` });
  if (open.length > 0) faults.push({ line: text.split('\n').length - 1, message: `"${open.at(-1)}" is not closed.` });
  return faults;
}
