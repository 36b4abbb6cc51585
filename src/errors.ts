/** One problem of a checked document or request. `path` is a JSON path such as `blocks.payment.next`. */
export interface Problem {
  path: string;
  message: string;
}

/**
 * Every failure that Holdpoint answers with: its code, its HTTP status and its usual text. Codes below
 * 70000 are Backendless' own, so that its clients recognise them.
 */
const FAILURES = {
  1000: [401, "Unable to execute the callback. User is missing required security role(s)"],
  2002: [400, "Application id or API key is not valid."],
  2011: [403, "This call needs the management key."],
  3003: [401, "Invalid login or password"],
  3011: [400, "A password is needed to register a user"],
  3012: [400, "An email is needed to register a user"],
  3033: [409, "User with the same identity already exists"],
  3036: [429, "Too many failed logins. Try again later."],
  3064: [401, "Not existing user token. Relogin user to update your user token"],
  3090: [403, "The user account is disabled"],
  8048: [415, "The content type must be application/json"],
  8058: [400, "The request body must be a JSON object"],
  997: [429, "Too many requests. Try again later."],
  28010: [404, "No such flow or trigger, or no version of the flow was ever launched"],
  28011: [
    404,
    "No such flow or trigger by that name, or it may not be addressed by name without a user token",
  ],
  28053: [404, "No LIVE version of such a flow. Launch one first."],
  28059: [404, "No such execution in this flow"],
  28060: [409, "No execution is waiting at this trigger"],
  28068: [404, "No such execution"],
  28100: [409, "The execution is already past this trigger"],
  28136: [410, "The execution has ended"],
  70000: [500, "Something went wrong on our side. Try again later."],
  70400: [400, "The request is not valid"],
  70401: [401, "A valid management key is needed: Authorization: Bearer <ADMIN_KEY>"],
  70403: [403, "You may not do this"],
  70404: [404, "Not found"],
  70405: [405, "This address takes other methods"],
  70409: [409, "This can't be done in the present state"],
  70410: [422, "The expression can't be evaluated"],
  70411: [410, "This link was revoked or has expired"],
  70413: [413, "The request body is too large: at most 1 MiB"],
  70422: [422, "This deduplication key came before with another body"],
  70423: [422, "The document has problems"],
  70424: [424, "The execution did not complete"],
  70425: [422, "The data doesn't satisfy the schema of the trigger"],
  70426: [409, "The deadline of this wait can't be moved, or no further than it is"],
  70503: [503, "Overloaded. Try again later."],
} as const satisfies Record<number, readonly [number, string]>;

export type FailureCode = keyof typeof FAILURES;

export interface FailureDetails {
  message?: string;
  /** Overrides the code's status: 1000 is 401 without a user and 403 without the roles. */
  status?: number;
  errors?: readonly Problem[];
  range?: { start: number; end: number };
  /** Seconds; becomes a `Retry-After` header. */
  retryAfter?: number;
}

/** "This request can't be answered": thrown anywhere below a route, answered by `onError` in app.ts. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;

  constructor(code: FailureCode, details: FailureDetails = {}) {
    super(details.message ?? FAILURES[code][1]);
    this.name = "Failure";
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return this.details.status ?? FAILURES[this.code][0];
  }

  /** The wire's error body. */
  toBody(): {
    code: number;
    message: string;
    errors?: readonly Problem[];
    range?: { start: number; end: number };
  } {
    const { errors, range } = this.details;
    return { code: this.code, message: this.message, ...(errors && { errors }), ...(range && { range }) };
  }

  toResponse(): Response {
    const { retryAfter } = this.details;
    const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
    return Response.json(this.toBody(), { status: this.status, headers });
  }
}
