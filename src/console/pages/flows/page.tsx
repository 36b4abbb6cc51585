import { useState } from "react";
import { useLocation } from "wouter";
import { api, call } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import { EXAMPLES } from "../../document/examples.ts";
import {
  Badge,
  Button,
  Empty,
  Field,
  LinkButton,
  Menu,
  Page,
  RefreshButton,
  TextInput,
  Time,
} from "../../ui/index.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { Count } from "../shared/count.tsx";
import { linkTo } from "../shared/links.ts";
import { ListView } from "../shared/list-view.tsx";
import type { FlowRow } from "../shared/types.ts";
import { ImportButton } from "./import-button.tsx";
import "./flows.css";

/** All flows, and the ways to a new one. */
export default function FlowsPage() {
  const [text, setText] = useState("");
  const search = useSettled(text.trim());
  const list = useList(["flows", search], (cursor, signal) =>
    call(
      api.GET("/api/manage/flows", {
        params: { query: { ...(search !== "" && { search }), ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  );
  return (
    <Page title="Flows" actions={<NewFlow />}>
      <div className="hp-stack">
        <div className="hp-flows-tools">
          <Field label="Name contains">
            <TextInput type="search" value={text} onChange={({ target }) => setText(target.value)} />
          </Field>
          <RefreshButton busy={list.isBusy} onRefresh={list.refresh} />
        </div>
        <ListView
          list={list}
          of="flows"
          columns={COLUMNS}
          rowKey={({ id }) => id}
          onRow={({ id }) => linkTo.flow(id)}
          empty={
            search === "" ? (
              <NoFlows />
            ) : (
              <Empty
                title="No flow is called so"
                next={<Button onClick={() => setText("")}>Show all flows</Button>}
              />
            )
          }
        />
      </div>
    </Page>
  );
}

function NewFlow() {
  return (
    <>
      <LinkButton href="/flows/new" kind="primary">
        New flow
      </LinkButton>
      <FromExample />
      <ImportButton />
    </>
  );
}

function FromExample() {
  return (
    <Menu
      label="From an example"
      items={EXAMPLES.map(({ id, name }) => ({ label: name, href: `/flows/new?example=${id}` }))}
    />
  );
}

function NoFlows() {
  const [, go] = useLocation();
  const [first] = EXAMPLES;
  return (
    <Empty
      title="There are no flows yet"
      next={
        <div className="hp-stack">
          <p>Draw one, or begin with an example and change it.</p>
          <div className="hp-row">
            <Button kind="primary" onClick={() => go("/flows/new")}>
              Build a flow
            </Button>
            {first && (
              <Button
                onClick={() => go(`/flows/new?example=${first.id}`)}
              >{`Begin with “${first.name}”`}</Button>
            )}
          </div>
        </div>
      }
    />
  );
}

const COLUMNS = [
  { title: "Flow", cell: ({ name }: FlowRow) => name },
  { title: "State", cell: ({ live }: FlowRow) => <LiveState live={live} /> },
  { title: "Waiting", cell: ({ waiting }: FlowRow) => <Count of={waiting} />, align: "end" },
  { title: "Runs in 24 h", cell: ({ runs24h }: FlowRow) => <Count of={runs24h} />, align: "end" },
  {
    title: "Failed in 24 h",
    cell: ({ failed24h }: FlowRow) =>
      failed24h === 0 ? (
        <Count of={0} />
      ) : (
        <Badge tone="danger">
          <Count of={failed24h} />
        </Badge>
      ),
    align: "end",
  },
  { title: "Changed", cell: ({ updatedAt }: FlowRow) => <Time at={updatedAt} />, width: "8.5rem" },
] as const;

function LiveState({ live }: Pick<FlowRow, "live">) {
  return live ? <Badge tone="ok">{`LIVE: version ${live.number}`}</Badge> : <Badge>Not live</Badge>;
}
