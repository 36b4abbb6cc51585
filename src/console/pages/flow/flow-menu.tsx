import { useState } from "react";
import { Menu, useToast } from "../../ui/index.ts";
import type { Flow, Version } from "../shared/types.ts";
import { DeleteFlow } from "./delete-flow.tsx";
import { download, fileNameOf } from "./download.ts";

/** What is done with a flow now and then. */
export function FlowMenu({ flow, version }: { flow: Flow; version: Version | undefined }) {
  const [isDeleting, setDeleting] = useState(false);
  const toast = useToast();
  const exportIt = () => {
    if (!version) return;
    const name = fileNameOf(version.document.name);
    download(name, JSON.stringify(version.document, null, 2));
    toast(`${name}: version ${version.version.number} was saved`);
  };
  return (
    <>
      <Menu
        label="More"
        items={[
          { label: "Export as JSON", onSelect: exportIt, disabled: version === undefined },
          { label: "Delete the flow …", onSelect: () => setDeleting(true), danger: true },
        ]}
      />
      <DeleteFlow flow={flow} open={isDeleting} onClose={() => setDeleting(false)} />
    </>
  );
}
