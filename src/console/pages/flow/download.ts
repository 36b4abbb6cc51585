/** Hands a text to the browser to be saved. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** "Order payment" → `order-payment.json`. */
export function fileNameOf(flowName: string): string {
  const words = flowName.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["flow"];
  return `${words.join("-").slice(0, 80)}.json`;
}
