import type { Signature } from "../../../../blocks/authentication.ts";

/** What a newcomer has to know of a way to sign. */
export interface SchemeHelp {
  name: string;
  /** Where the secret is found. */
  where: string;
  /** The time is signed along, and may not be far from ours. */
  isTimed: boolean;
  /** What it sends as forms, where it does. */
  forms?: string;
}

/** Every scheme that the server knows. */
export const SCHEMES: Readonly<Record<Signature["scheme"], SchemeHelp>> = {
  STRIPE: {
    name: "Stripe",
    where: "in Stripe's Workbench under Webhooks, at the endpoint: its signing secret, whsec_…",
    isTimed: true,
  },
  GITHUB: {
    name: "GitHub",
    where: "at the repository under Settings → Webhooks, in the field Secret. You choose it yourself.",
    isTimed: false,
  },
  SHOPIFY: {
    name: "Shopify",
    where:
      "the client secret of an app; for webhooks made by hand, in the admin under Settings → Notifications → Webhooks, below the list.",
    isTimed: false,
  },
  SLACK: {
    name: "Slack",
    where: "at api.slack.com/apps, at your app under Basic Information → App Credentials: Signing Secret.",
    isTimed: true,
    forms: "Slack sends buttons and commands as forms",
  },
  TWILIO: {
    name: "Twilio",
    where: "in Twilio's Console, on the account's dashboard: Auth Token.",
    isTimed: false,
    forms: "Twilio sends forms",
  },
  STANDARD: {
    name: "Standard Webhooks",
    where:
      "at the sender, where you entered the URL: whsec_…, or its public key whpk_… where it signs by ed25519 (v1a).",
    isTimed: true,
  },
  META: {
    name: "Meta (WhatsApp)",
    where: "at developers.facebook.com, at your app under App settings → Basic: App secret.",
    isTimed: false,
  },
  HMAC: {
    name: "Another one, by HMAC",
    where: "whatever you and the sender agreed on. The sender's manual tells the rest.",
    isTimed: false,
  },
};

/** Providers' secrets, and anything else that is too long and too mixed to be a name that people give. */
export function looksSecret(name: string): boolean {
  return /^(?:whsec_|whpk_|sk_|rk_|shpss_|xoxb-)|^[0-9a-fA-F]{32,}$/.test(name) || name.length > 40;
}

/** Undefined for a scheme that nobody knows. */
export function schemeHelp(scheme: string): SchemeHelp | undefined {
  return Object.entries(SCHEMES).find(([known]) => known === scheme)?.[1];
}

/** "Stripe"; one that nobody knows by what it is called. */
export function schemeName(scheme: string): string {
  return schemeHelp(scheme)?.name ?? scheme;
}
