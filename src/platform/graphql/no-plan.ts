/** The operation needs resolvers. The message names the part that does. */
export class NoPlan extends Error {}
