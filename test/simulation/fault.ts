/** Something that the weather did. Whatever else is thrown is a bug. */
export class Fault extends Error {}
