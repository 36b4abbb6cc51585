/** What the pages of links say by themselves, by key; `{…}` is filled in. A trigger's `page.texts` says it otherwise. */
export const TEXTS = {
  confirm: "Confirm",
  comment: "Comment",
  optional: "optional",
  choose: "Please choose",
  thanks: "Thank you. Your answer was received.",
  continue: "Continue",
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
  problems: "Nothing was sent yet. Please look at what is marked below.",
  required: "Please fill this in.",
  notNumber: "Please enter a number.",
  notInteger: "Please enter a whole number.",
  tooSmall: "Please enter at least {limit}.",
  tooLarge: "Please enter at most {limit}.",
  tooShort: "Please enter at least {limit} characters.",
  tooLong: "Please enter at most {limit} characters.",
  notEmail: "Please enter an e-mail address, such as name@example.com.",
  notDate: "Please enter a date.",
  notOffered: "Please choose one of these.",
  invalid: "This can’t be taken as it is. Please change it.",
  signInFirst: "Please sign in to answer.",
  login: "E-mail",
  password: "Password",
  signIn: "Sign in",
  signOut: "Sign out",
  signedInAs: "Signed in as {name}.",
  wrongPassword: "The e-mail or the password is not right.",
  locked: "Too many failed attempts. Please try again in {minutes} minutes.",
  disabled: "This account is disabled.",
  notAllowed: "You may not answer this.",
  starter: "You started this yourself, so that somebody else has to answer.",
  approvals: "{given} of {needed} approvals were given.",
  approved: "Thank you. Your approval was received.",
} as const;

export type TextKey = keyof typeof TEXTS;
export type Texts = Readonly<Record<string, string>>;

/** The language of those above. */
export const OWN_LANGUAGE = "en";

/** The page's text of that key. `fills`: what its `{…}` stand for. */
export function say(
  texts: Texts,
  key: TextKey,
  fills: Readonly<Record<string, string | number>> = {},
): string {
  const text = texts[key] ?? TEXTS[key];
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(fills[name] ?? whole));
}

/** Of these languages the one that a reader likes best, by her `Accept-Language`; else the first one. */
export function languageFor(accepted: string | undefined, offered: readonly [string, ...string[]]): string {
  const ranges = (accepted ?? "")
    .slice(0, 500)
    .split(",")
    .map((range) => {
      const [tag = "", quality] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== "" && quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { tag } of ranges) {
    if (tag === "*") break;
    const found = offered.find((language) => covers(tag, language.toLowerCase()));
    if (found !== undefined) return found;
  }
  return offered[0];
}

/** `de` is good for who asks for `de-AT`, and `de-AT` for who asks for `de`. */
function covers(asked: string, offered: string): boolean {
  return asked === offered || asked.startsWith(`${offered}-`) || offered.startsWith(`${asked}-`);
}
