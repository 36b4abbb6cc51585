/** A JSON path such as `blocks.payment.next[0]` or `blocks["odd name"]`, one key further with each. */
export function pathTo(path: string, ...keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = String(key);
    if (!/^[\w-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, path);
}
