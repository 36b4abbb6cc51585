/** Sends `METHOD /path` below /api as the operator and answers the body; throws what is no success. */
export type Send = <Answer>(request: string, body?: unknown) => Promise<Answer>;

export function sendTo(origin: string, adminKey: string): Send {
  return async (request, body) => {
    const [method = "", path = ""] = request.split(" ");
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${request} answered ${response.status}: ${text}`);
    return JSON.parse(text || "null");
  };
}
