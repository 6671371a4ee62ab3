/** Thrown when an operation needs resolvers. The message names the part that needs them. */
export class NoPlan extends Error {}
