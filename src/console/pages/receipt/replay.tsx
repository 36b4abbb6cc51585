import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { isVouched } from "../../document/senders.ts";
import { Button, Checkbox, Field, ProblemBox, Select } from "../../ui/index.ts";
import { CallbackResult } from "../shared/callback-result.tsx";
import { useFlowOfTrigger } from "../shared/flow-of-trigger.ts";
import { useLookAgain } from "../shared/look-again.ts";
import { authenticationOf } from "../shared/sample.ts";
import type { Receipt, User } from "../shared/types.ts";
import { UserPicker } from "../shared/user-picker.tsx";
import { failedAuthentication, whyNoReplay } from "./replayable.ts";

/** Sends a callback once more that did nothing. */
export function Replay({ receipt, flowId }: { receipt: Receipt; flowId: string | undefined }) {
  const obstacle = whyNoReplay(receipt);
  return (
    <section className="hp-card hp-stack" aria-label="Replay">
      <h2>Replay</h2>
      {obstacle !== undefined ? (
        <p className="hp-muted">{obstacle}</p>
      ) : flowId === undefined ? (
        <ReplayForm receipt={receipt} flowId={undefined} vouches={undefined} />
      ) : (
        <ReplayOf receipt={receipt} flowId={flowId} />
      )}
    </section>
  );
}

/** By who may call the trigger now, where its flow is known. */
function ReplayOf({ receipt, flowId }: { receipt: Receipt; flowId: string }) {
  const { version, trigger } = useFlowOfTrigger(flowId, receipt.to.trigger);
  const vouches = trigger && isVouched(authenticationOf(version, trigger.block));
  return <ReplayForm key={String(vouches)} receipt={receipt} flowId={flowId} vouches={vouches} />;
}

interface ReplayFormProps {
  receipt: Receipt;
  flowId: string | undefined;
  /** Whether the operator can answer for a sender; undefined: it isn't known. */
  vouches: boolean | undefined;
}

/** As whom it is judged: whoever sent it, a user, or its sender, for whom the operator answers. */
type As = "itself" | "user" | "verified";

function ReplayForm({ receipt, flowId, vouches }: ReplayFormProps) {
  const isFailed = failedAuthentication(receipt);
  const [as, setAs] = useState<As>(isFailed ? (vouches === true ? "verified" : "user") : "itself");
  const [user, setUser] = useState<User>();
  const lookAgain = useLookAgain(["receipts"], ["waits"]);
  const replay = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/manage/receipts/{id}/replay", {
          params: { path: { id: receipt.id } },
          body: as === "user" && user ? { user: user.objectId } : as === "verified" ? { verified: true } : {},
        }),
      ),
    onSuccess: lookAgain,
  });
  const isMissing = as === "user" && user === undefined;
  return (
    <>
      <p>
        The same body is sent to the same trigger once more, and judged by what is true now. It gets a receipt
        of its own.
      </p>
      {isFailed ? (
        <FailedAs as={as} onChange={setAs} vouches={vouches} />
      ) : (
        <Checkbox
          label="Judge it as another user"
          checked={as === "user"}
          onChange={({ target }) => setAs(target.checked ? "user" : "itself")}
        />
      )}
      {as === "user" && <UserPicker label="Judged as" user={user} onChange={setUser} />}
      <ProblemBox failure={replay.error} />
      <div className="hp-row">
        <Button kind="primary" busy={replay.isPending} disabled={isMissing} onClick={() => replay.mutate()}>
          Replay
        </Button>
        {isMissing && <span className="hp-muted">Choose a user first.</span>}
      </div>
      {replay.data && <CallbackResult result={replay.data} flowId={flowId} />}
    </>
  );
}

interface FailedAsProps {
  as: As;
  onChange: (as: As) => void;
  vouches: boolean | undefined;
}

/** Its signature, or what else it came with, isn't kept: somebody has to stand in for it. */
function FailedAs({ as, onChange, vouches }: FailedAsProps) {
  if (vouches === false) {
    return <p>This callback failed its authentication: choose the user as whom it is judged.</p>;
  }
  return (
    <Field
      label="Judged as"
      hint="This callback failed its authentication. Where senders sign or have a key, you can answer for this one."
    >
      <Select value={as} onChange={({ target }) => onChange(target.value === "user" ? "user" : "verified")}>
        <option value="verified">Its sender: you answer for it</option>
        <option value="user">A user</option>
      </Select>
    </Field>
  );
}
