import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "../../api/client.ts";
import { Button, Checkbox, ProblemBox } from "../../ui/index.ts";
import { CallbackResult } from "../shared/callback-result.tsx";
import { useLookAgain } from "../shared/look-again.ts";
import type { Receipt, User } from "../shared/types.ts";
import { UserPicker } from "../shared/user-picker.tsx";
import { failedAuthentication, whyNoReplay } from "./replayable.ts";

/** Sends a callback once more that did nothing. */
export function Replay({ receipt, flowId }: { receipt: Receipt; flowId: string | undefined }) {
  const obstacle = whyNoReplay(receipt);
  return (
    <section className="hp-card hp-stack" aria-label="Replay">
      <h2>Replay</h2>
      {obstacle === undefined ? (
        <ReplayForm receipt={receipt} flowId={flowId} />
      ) : (
        <p className="hp-muted">{obstacle}</p>
      )}
    </section>
  );
}

function ReplayForm({ receipt, flowId }: { receipt: Receipt; flowId: string | undefined }) {
  const needsUser = failedAuthentication(receipt);
  const [isOther, setOther] = useState(needsUser);
  const [user, setUser] = useState<User>();
  const lookAgain = useLookAgain(["receipts"], ["waits"]);
  const replay = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/manage/receipts/{id}/replay", {
          params: { path: { id: receipt.id } },
          body: isOther && user ? { user: user.objectId } : {},
        }),
      ),
    onSuccess: lookAgain,
  });
  return (
    <>
      <p>
        The same body is sent to the same trigger once more, and judged by what is true now. It gets a receipt
        of its own.
      </p>
      {needsUser && <p>This callback failed its authentication: choose the user as whom it is judged.</p>}
      {!needsUser && (
        <Checkbox
          label="Judge it as another user"
          checked={isOther}
          onChange={({ target }) => setOther(target.checked)}
        />
      )}
      {isOther && <UserPicker label="Judged as" user={user} onChange={setUser} />}
      <ProblemBox failure={replay.error} />
      <div className="hp-row">
        <Button
          kind="primary"
          busy={replay.isPending}
          disabled={isOther && user === undefined}
          onClick={() => replay.mutate()}
        >
          Replay
        </Button>
        {isOther && user === undefined && <span className="hp-muted">Choose a user first.</span>}
      </div>
      {replay.data && <CallbackResult result={replay.data} flowId={flowId} />}
    </>
  );
}
