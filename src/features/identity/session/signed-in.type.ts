import type { Scope } from '../../../platform/database/scope.ts';

/** Result of a sign-in: the tokens and a scope of the person. */
export interface SignedIn {
  readonly scope: Scope;
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  /** Lifetime of the access token in seconds. */
  readonly expiresIn: number;
  readonly refreshExpiresAt: Date;
}
