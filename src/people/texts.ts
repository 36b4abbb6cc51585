/** What the pages say by themselves. */
export const TEXTS = {
  language: "en",
  confirm: "Confirm",
  thanks: "Thank you. Your answer was received.",
  needsSignIn: "Only people who have signed in can answer this.",
  open: "",
  "not-yet": "This can’t be answered yet. Please open the link again later.",
  answered: "This was already answered. There is nothing left to do.",
  over: "This is no longer waiting for an answer.",
  revoked: "This link was withdrawn and can’t be used any more.",
  expired: "This link has expired and can’t be used any more.",
  ended: "This has come to its end and is no longer waiting for an answer.",
  unknown: "There is nothing at this address. Please check that the link was copied completely.",
  refused: "Your answer was not accepted. Nothing was changed.",
  elsewhere: "An answer can only be given on this page itself. Please open the link and answer there.",
  busy: "Too much is going on at the moment. Please try again in a minute.",
  broken: "Something went wrong on our side. Please try again later.",
} as const;

export type Text = Exclude<keyof typeof TEXTS, "language">;
