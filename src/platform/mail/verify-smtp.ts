/** Milliseconds in which the server must answer each part of the handshake. */
const WITHIN_MS = 5_000;

/** Connects, logs in where the URL has a user, and sends nothing. Rejects with the code of the error. */
export async function verifySmtp(url: string): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url,
    connectionTimeout: WITHIN_MS,
    greetingTimeout: WITHIN_MS,
    socketTimeout: WITHIN_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
