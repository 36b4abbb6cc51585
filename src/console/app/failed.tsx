import { messageOf } from "../api/failure.ts";
import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";

/** Instead of a page that threw. */
export function Failed({ thrown, retry }: { thrown: unknown; retry: () => void }) {
  const file = missingFile(thrown);
  if (file !== undefined) {
    return (
      <div role="alert">
        <Empty
          title="This part of the console could not be loaded."
          next={
            <>
              <p>Most likely a newer version of the console was deployed, or the connection is gone.</p>
              <Button kind="primary" onClick={() => void reload(file)}>
                Reload
              </Button>
            </>
          }
        />
      </div>
    );
  }
  return (
    <div role="alert">
      <Empty
        title="This page failed. Nothing that was saved is lost."
        next={
          <>
            <p>{messageOf(thrown)}</p>
            <Button kind="primary" onClick={retry}>
              Try again
            </Button>
          </>
        }
      />
    </div>
  );
}

/** The file that a failed `import()` was after: empty where the browser doesn't say; undefined for other errors. */
function missingFile(thrown: unknown): string | undefined {
  const message = messageOf(thrown);
  if (!/dynamically imported module|Importing a module script|Unable to preload CSS/i.test(message))
    return undefined;
  return /(?:https?:\/\/[^\s"']+|\/console\/assets\/[^\s"']+)/.exec(message)?.[0] ?? "";
}

/** Files are kept by the browser for a year, and so may be that there was none: ask past what it keeps. */
async function reload(file: string): Promise<void> {
  if (file) await fetch(file, { cache: "reload" }).catch(() => undefined);
  location.reload();
}
