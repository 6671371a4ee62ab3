// `npm run mcp`: prints the lines that connect agents to the tools of this installation. `-- --url URL --key KEY` fills them in.
import { parseArgs } from 'node:util';

const PORT = process.env.PORT || '4000';
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: process.env.PUBLIC_URL || `http://localhost:${PORT}` },
    key: { type: 'string', default: process.env.REELWRIGHT_KEY || 'rwk_…' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log('Usage: npm run mcp -- [--url URL] [--key KEY]\n\nPrints how to connect agents. REELWRIGHT_KEY is the default of --key.');
  process.exit();
}

const url = new URL('/mcp', values.url).href;
const header = `Bearer ${values.key}`;
const json = (value) => JSON.stringify(value, null, 2);

console.log(`Create an API key with the role EDITOR in GraphiQL (example "Create an API key"), then connect your agent:

Claude Code
  claude mcp add --transport http reelwright ${url} --header "Authorization: ${header}"

Codex, in ~/.codex/config.toml, with the key in the variable REELWRIGHT_KEY
  [mcp_servers.reelwright]
  url = "${url}"
  bearer_token_env_var = "REELWRIGHT_KEY"

Cursor, in .cursor/mcp.json
${json({ mcpServers: { reelwright: { url, headers: { Authorization: header } } } })}

VS Code, in .vscode/mcp.json
${json({ servers: { reelwright: { type: 'http', url, headers: { Authorization: header } } } })}

Gemini CLI, in .gemini/settings.json
${json({ mcpServers: { reelwright: { httpUrl: url, headers: { Authorization: header } } } })}

Any other client: streamable HTTP at ${url}, with the header
  Authorization: ${header}

The tools: docs/agents.md`);
