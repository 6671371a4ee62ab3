import cors from 'cors';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Config } from '../config.ts';
import { allowsOrigin } from './origins.ts';

type Origins = Pick<Config, 'allowedOrigins' | 'production' | 'publicUrl'>;

/** Methods that browsers may send from pages of other origins. OPTIONS is the preflight. */
export const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** Answers preflights, with 403 where the request itself would be refused, and lets pages of allowed origins read answers. */
export const crossOrigin = (origins: Origins): RequestHandler[] => [
  rejectPreflights(origins),
  cors<Request>((request, callback) => {
    callback(null, {
      origin: allowsOrigin(origins, request.headers.origin, request),
      methods: METHODS,
      maxAge: 600,
      exposedHeaders: ['x-request-id', 'retry-after'],
    });
  }),
];

const rejectPreflights = (origins: Origins) => (request: Request, response: Response, next: NextFunction) => {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (request.method !== 'OPTIONS' || origin === undefined || method === undefined) return next();
  if (allowsOrigin(origins, origin, request) && METHODS.includes(method)) return next();
  response.vary('Origin');
  next(Object.assign(new Error('preflight'), { status: 403 }));
};
