import type { Problem } from "../../errors.ts";

/** What an answer that says "no" brings: the API's own code and words, and each problem with its path. */
export class ApiFailure extends Error {
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  /** The API's code; 0 where the answer was none of the API's. */
  readonly code: number;
  readonly errors: readonly Problem[];
  /** Where in an expression, in characters. */
  readonly range: { start: number; end: number } | undefined;

  constructor(status: number, body: unknown) {
    const ours = isOurs(body) ? body : undefined;
    super(ours?.message ?? usual(status));
    this.name = "ApiFailure";
    this.status = status;
    this.code = ours?.code ?? 0;
    this.errors = ours?.errors ?? [];
    this.range = ours?.range;
  }
}

interface FailureBody {
  code: number;
  message: string;
  errors?: readonly Problem[];
  range?: { start: number; end: number };
}

/** Every failure of the API has that body; what a proxy says instead has not. */
function isOurs(body: unknown): body is FailureBody {
  return typeof body === "object" && body !== null && "code" in body && "message" in body;
}

function usual(status: number): string {
  if (status === 0) return "The server can't be reached. Check the connection, then try again.";
  return `The server answered ${status}. Try again; if it stays so, look into the Worker's log.`;
}

/** Words for people about anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
