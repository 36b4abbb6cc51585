import client from "backendless";

/** The client as it comes from npm. Its typings lag behind it, so it goes without. */
// oxlint-disable-next-line typescript/no-explicit-any
export const Backendless: any = client;
