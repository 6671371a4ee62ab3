/** Resolvers must answer; the message says which part of the operation wants them. */
export class NoPlan extends Error {}
