/** This machine does not allow what is to be tried; the message says what, and why. */
export class CannotTry extends Error {}
