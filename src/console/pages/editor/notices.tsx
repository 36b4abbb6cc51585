import type { ReactNode } from "react";
import { Button, Time } from "../../ui/index.ts";
import type { Notice } from "./opening.ts";

interface NoticeBarProps {
  notice: Notice;
  /** What the server's version is called; undefined: there is none yet. */
  version: string | undefined;
  /** Gives up the edits of earlier; undoing brings them back. */
  onDiscard: () => void;
  onUndo: () => void;
  onClose: () => void;
}

/** Says what somebody finds who comes back, and offers the other thing. */
export function NoticeBar({ notice, version, onDiscard, onUndo, onClose }: NoticeBarProps) {
  switch (notice.kind) {
    case "restored":
      return (
        <Bar
          text={
            <>
              These are your edits of <Time at={notice.at} />, which aren't saved yet.
            </>
          }
          onClose={onClose}
        >
          <Button onClick={onDiscard}>{version ? `Go back to ${version}` : "Start over"}</Button>
        </Bar>
      );
    case "conflict":
      return (
        <Bar
          text={
            <>
              You see your edits of <Time at={notice.at} />. Since you began, {version ?? "another version"}{" "}
              was saved. Saving yours makes a new version beside it.
            </>
          }
          onClose={onClose}
        >
          <Button onClick={onDiscard}>{`Take ${version ?? "theirs"} instead`}</Button>
          <Button onClick={onClose}>Keep mine</Button>
        </Bar>
      );
    case "replaced":
      return (
        <Bar
          text={`The example took the place of your new flow “${notice.name}”, which wasn't saved.`}
          onClose={onClose}
        >
          <Button onClick={onUndo}>Bring it back</Button>
        </Bar>
      );
    default:
      return notice satisfies never;
  }
}

interface BarProps {
  text: ReactNode;
  children?: ReactNode;
  onClose?: () => void;
}

export function Bar({ text, children, onClose }: BarProps) {
  return (
    <div className="hp-notice" role="status">
      <p>{text}</p>
      <div className="hp-row">
        {children}
        {onClose && (
          <Button kind="ghost" aria-label="Close this notice" onClick={onClose}>
            ✕
          </Button>
        )}
      </div>
    </div>
  );
}
