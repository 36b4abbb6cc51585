/** Where things are shown, below the console's base. */
export const linkTo = {
  flow: (flowId: string) => `/flows/${flowId}`,
  editor: (flowId: string, versionId?: string) =>
    `/flows/${flowId}/edit${versionId === undefined ? "" : `?version=${versionId}`}`,
  runs: (filter: Readonly<Record<string, string>> = {}) => withQuery("/runs", filter),
  run: (id: string) => `/runs/${id}`,
  waits: (flowId: string, triggerId: string) => `/waiting/${flowId}/${triggerId}`,
  receipts: (flowId: string, triggerId: string) => `/receipts/${flowId}/${triggerId}`,
  /** `flowId`: for the way back to the list, which a receipt alone doesn't tell. */
  receipt: (id: string, flowId: string) => withQuery(`/receipts/${id}`, { flow: flowId }),
};

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}
