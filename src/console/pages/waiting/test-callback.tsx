import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { JsonObject } from "../../../json.ts";
import { api, call } from "../../api/client.ts";
import { isSigned, isVouched, USER_TOKEN } from "../../document/senders.ts";
import { Button, ProblemBox } from "../../ui/index.ts";
import { CallbackCurl } from "../shared/callback-curl.tsx";
import { CallbackResult } from "../shared/callback-result.tsx";
import { DataForm } from "../shared/data-form.tsx";
import { useVersion } from "../shared/flows.ts";
import { useLookAgain } from "../shared/look-again.ts";
import { authenticationOf } from "../shared/sample.ts";
import { useTriggerData } from "../shared/trigger-data.ts";
import type { Trigger, WaitRow } from "../shared/types.ts";
import { type Addressee, AddresseeChoice, executionOf } from "./addressee.tsx";
import { type Sender, SenderChoice } from "./sender-choice.tsx";

interface TestCallbackProps {
  flowId: string;
  versionId: string;
  trigger: Trigger;
  /** For whom the callback may be. */
  waits: readonly WaitRow[];
}

/** Sends a callback as an outside system would, and tells what became of it. */
export function TestCallback({ flowId, versionId, trigger, waits }: TestCallbackProps) {
  const { data: version } = useVersion(flowId, versionId);
  const authentication = authenticationOf(version, trigger.block);
  const form = useTriggerData(flowId, versionId, trigger.block);
  const [addressee, setAddressee] = useState<Addressee>({ to: "unnamed", executionId: "" });
  const [user, setUser] = useState<Sender>("anonymous");
  const [isTried, setTried] = useState(false);
  const execution = executionOf(addressee);
  const lookAgain = useLookAgain(["waits"], ["receipts"], ["runs"], ["flows"]);
  const send = useMutation({
    mutationFn: (data: JsonObject) =>
      call(
        api.POST("/api/manage/flows/{flowId}/triggers/{triggerId}/callbacks", {
          params: { path: { flowId, triggerId: trigger.triggerId } },
          body: {
            data,
            ...(execution !== undefined && { execution }),
            ...(typeof user === "object" && { user: user.objectId }),
          },
        }),
      ),
    onSettled: lookAgain,
  });
  const { drafted } = form;
  const isMissing =
    user === "unchosen" ? "Choose a user first." : execution === "" ? "Name a run first." : undefined;
  const submit = () => {
    setTried(true);
    if (drafted.ok && isMissing === undefined) send.mutate(drafted.data);
  };
  const byUser = user === "anonymous" ? [] : [USER_TOKEN];
  return (
    <section className="hp-card hp-stack" aria-label="Test callback">
      <h2>Send a test callback</h2>
      <p className="hp-muted">
        It goes the same way as one from outside, through authentication and condition, and gets a receipt.
      </p>
      <DataForm {...form} problems={isTried && !drafted.ok ? drafted.problems : {}} />
      <AddresseeChoice addressee={addressee} onChange={setAddressee} waits={waits} />
      <SenderChoice user={user} onChange={setUser} isVouched={isVouched(authentication)} />
      <ProblemBox failure={send.error} />
      <div className="hp-row">
        <Button kind="primary" busy={send.isPending} onClick={submit}>
          Send the callback
        </Button>
        {isTried && isMissing !== undefined && <span className="hp-field-error">{isMissing}</span>}
      </div>
      {send.data && <CallbackResult result={send.data} flowId={flowId} />}
      {!isSigned(authentication) && (
        <CallbackCurl
          label="The same as cURL"
          version={version}
          block={trigger.block}
          url={trigger.stableUrl}
          data={drafted.ok ? JSON.stringify(drafted.data) : "{}"}
          execution={execution || undefined}
          {...(!isVouched(authentication) && { proof: byUser })}
        />
      )}
    </section>
  );
}
