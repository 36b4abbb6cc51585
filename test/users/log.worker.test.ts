import { afterEach, expect, it, vi } from "vitest";
import { call, loggedIn, manage, newEmail, newRole } from "./support.ts";

afterEach(() => void vi.restoreAllMocks());

it("the log tells of failed logins, status and roles by user ids only", async () => {
  const lines: unknown[] = [];
  for (const level of ["info", "warn", "error", "log"] as const)
    vi.spyOn(console, level).mockImplementation((...line) => void lines.push(...line));
  const [email, role] = [newEmail(), newRole()];
  const { id, token } = await loggedIn();

  const { body } = await call("POST /api/users/register", { body: { email, password: "s3cr3t" } });
  await call("POST /api/users/login", { body: { login: email, password: "wr0ng" } });
  await call("GET /api/users/userroles", { token: "n0-token" });
  await manage("POST /api/manage/roles", { name: role });
  await manage(`PUT /api/manage/users/${id}/roles/${encodeURIComponent(role)}`);
  await manage(`PUT /api/manage/users/${id}`, { userStatus: "DISABLED" });
  await manage(`DELETE /api/manage/users/${id}`);

  expect(lines.map((line) => JSON.parse(String(line)))).toEqual([
    { level: "info", message: "login failed", userId: Object(body).objectId },
    { level: "info", message: "role assigned", userId: id },
    { level: "info", message: "user status set", userId: id, status: "DISABLED" },
    { level: "info", message: "user deleted", userId: id },
  ]);
  for (const secret of [email, "s3cr3t", "wr0ng", "n0-token", token])
    expect(JSON.stringify(lines)).not.toContain(secret);
});
