// Auth.js signs people in by Reelwright, which checks the password; the tokens stay in Auth.js's encrypted cookie.
// NextAuth of Next.js takes the same object: docs/how-to/clients.md.
import { CredentialsSignin } from '@auth/core/errors';
import Credentials from '@auth/core/providers/credentials';

const TOKENS = 'accessToken refreshToken expiresAt';
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { ${TOKENS} user { id name email } } }`;
const RENEW = `mutation ($refreshToken: String!) { refreshToken(input: { refreshToken: $refreshToken }) { ${TOKENS} } }`;

/** The data of an operation. @throws an error with the `code` of the API */
export async function ask(query, variables, accessToken) {
  const response = await fetch(`${process.env.REELWRIGHT_URL ?? 'http://localhost:4000'}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw Object.assign(new Error(errors[0].message), { code: errors[0].extensions.code });
  return data;
}

/** The content of the cookie with an access token that is valid for another minute, or null after the end of the session. */
async function renewed(token) {
  if (Date.now() < Date.parse(token.expiresAt) - 60_000) return token;
  try {
    return { ...token, ...(await ask(RENEW, { refreshToken: token.refreshToken })).refreshToken };
  } catch (error) {
    return error.code === 'UNAUTHENTICATED' ? null : token; // an API that is away does not sign people out
  }
}

async function authorize({ email, password, otp }) {
  try {
    const { user, ...tokens } = (await ask(LOGIN, { input: { email, password, otp: otp || null } })).login;
    return { ...user, tokens };
  } catch (error) {
    // The address of the sign-in page gets this code, for example `otp_required`.
    throw Object.assign(new CredentialsSignin(error.message), { code: (error.code ?? 'unavailable').toLowerCase() });
  }
}

const fields = { email: { label: 'Email', type: 'email' }, password: { label: 'Password', type: 'password' }, otp: { label: 'Code' } };

/** @type {import('@auth/core').AuthConfig} */
export const config = {
  basePath: '/api/auth',
  secret: process.env.AUTH_SECRET,
  trustHost: true,
  session: { strategy: 'jwt', maxAge: 7 * 86_400 }, // as long as a refresh token
  providers: [Credentials({ name: 'Reelwright', credentials: fields, authorize })],
  callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, ...user.tokens } : renewed(token)),
    // What pages and scripts of the browser get: the token of 15 minutes, and never the refresh token.
    session: ({ session, token }) => ({ ...session, accessToken: token.accessToken }),
  },
  events: { signOut: async ({ token }) => ask('mutation { logout }', {}, (await renewed(token))?.accessToken) },
};
