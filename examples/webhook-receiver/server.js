// Receives webhooks and prints their events after it has verified who sent them. WEBHOOK_SECRET is the secret of createWebhook.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const key = Buffer.from(process.env.WEBHOOK_SECRET.replace('whsec_', ''), 'base64');
/** Deliveries are repeated until they are answered, so an event may arrive twice. */
const seen = new Set();

/** Whether one of the signatures is that of these bytes. While a secret is rotated there are two. */
function isSigned({ 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' }, body) {
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`);
  // An old message may be a copy that somebody sends again.
  if (!(Math.abs(Date.now() / 1_000 - Number(time)) < 300)) return false;
  return signatures.split(' ').some((one) => one.length === expected.length && timingSafeEqual(Buffer.from(one), expected));
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  if (request.method !== 'POST' || !isSigned(request.headers, body)) return response.writeHead(401).end();
  // Answer first: what takes longer than 10 s would be sent again.
  response.writeHead(204).end();
  const id = request.headers['webhook-id'];
  if (seen.has(id)) return;
  seen.add(id);
  const event = JSON.parse(body);
  console.log(`verified ${event.type} ${id}`);
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
