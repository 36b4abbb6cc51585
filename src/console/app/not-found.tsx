import { LinkButton } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { Page } from "../ui/page.tsx";

export function NotFound() {
  return (
    <Page title="No such page">
      <Empty
        title="There is nothing at this address."
        next={<LinkButton href="/">Go to the overview</LinkButton>}
      />
    </Page>
  );
}
