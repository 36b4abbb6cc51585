import { type CurlCallback, curlOf } from "../../api/curl.ts";
import { isSigned, proofOf } from "../../document/senders.ts";
import { CopyBlock } from "./copy-field.tsx";
import { authenticationOf } from "./sample.ts";
import type { Version } from "./types.ts";

interface CallbackCurlProps extends CurlCallback {
  label: string;
  version: Version | undefined;
  block: string;
}

/** The command that calls a trigger, or why there is none. */
export function CallbackCurl({ label, version, block, ...callback }: CallbackCurlProps) {
  const authentication = authenticationOf(version, block);
  if (!isSigned(authentication)) {
    return <CopyBlock label={label} text={curlOf({ proof: proofOf(authentication), ...callback })} />;
  }
  return (
    <p className="hp-muted">
      There is no command to copy: the sender signs each callback with its secret, and one without a signature
      is refused. To try the trigger, send a test callback under Waiting: you answer for that one.
    </p>
  );
}
