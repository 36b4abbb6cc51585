import { describe, expect, it } from "vitest";
import {
  effectiveRoles,
  identityOf,
  ManagedUpdate,
  newUser,
  Registration,
  RoleName,
  User,
  UserUpdate,
} from "../../src/users/user.ts";
import { problemsOfIssue } from "../../src/validate.ts";

const bond = {
  lastLogin: 1719591614000,
  lastName: "Bond",
  userStatus: "ENABLED",
  gender: "male",
  firstName: "James",
  phoneNumber: "+44 007007007",
  name: null,
  age: 45,
  email: "jamesbond@mi6.co.uk",
  created: 1719589705912,
  accountType: "BACKENDLESS",
  socialAccount: "BACKENDLESS",
  ownerId: "087A2B43-EB71-4322-AD34-EDA9CA77B77E",
  oAuthIdentities: null,
  blUserLocale: "en",
  updated: null,
  objectId: "087A2B43-EB71-4322-AD34-EDA9CA77B77E",
} as const;

describe("the user object", () => {
  it("is the specification's, column for column and in its order", () => {
    expect(User.parse(bond)).toEqual(bond);
    expect(Object.keys(User.shape)).toEqual(Object.keys(bond));
  });

  it("has every column from the start, null where nothing was said", () => {
    const made = newUser(
      { email: "a@b.co", firstName: "Ada" },
      { objectId: "ID", created: 7, accountType: "BACKENDLESS" },
    );
    expect(Object.keys(made)).toEqual(Object.keys(bond));
    expect(made).toEqual({
      lastLogin: null,
      lastName: null,
      userStatus: "ENABLED",
      gender: null,
      firstName: "Ada",
      phoneNumber: null,
      name: null,
      age: null,
      email: "a@b.co",
      created: 7,
      accountType: "BACKENDLESS",
      socialAccount: "BACKENDLESS",
      ownerId: "ID",
      oAuthIdentities: null,
      blUserLocale: "en",
      updated: null,
      objectId: "ID",
    });
  });
});

describe("what a user sends of herself", () => {
  it("takes the whole object that the client echoes, and drops what the system owns", () => {
    const echoed = {
      ...bond,
      ___class: "Users",
      "user-token": "t",
      roles: ["Admin"],
      userStatus: "DISABLED",
    };
    expect(JSON.parse(JSON.stringify(UserUpdate.parse(echoed)))).toEqual({
      lastName: "Bond",
      gender: "male",
      firstName: "James",
      phoneNumber: "+44 007007007",
      name: null,
      age: 45,
      email: "jamesbond@mi6.co.uk",
      blUserLocale: "en",
    });
  });

  it.each([Registration, UserUpdate, ManagedUpdate])("names every unknown column", (schema) => {
    const { error } = schema.safeParse({ email: "a@b.co", password: "p", admin: true, passwordHash: "x" });
    expect(error?.issues.flatMap(problemsOfIssue)).toEqual([
      { path: "admin", message: 'Unknown field "admin"' },
      { path: "passwordHash", message: 'Unknown field "passwordHash"' },
    ]);
  });

  it("never takes a __proto__ key for columns", () => {
    const sent: unknown = JSON.parse(
      '{"email":"a@b.co","password":"p","__proto__":{"userStatus":"DISABLED"}}',
    );
    const { data } = Registration.safeParse(sent);
    expect(data?.userStatus).toBeUndefined();
  });

  it.each([
    ["age", "45"],
    ["age", Number.POSITIVE_INFINITY],
    ["name", 7],
    ["name", "x".repeat(257)],
    ["email", "nobody"],
    ["email", `${"x".repeat(250)}@b.co`],
    ["email", "a@b.co\u0000"],
    ["password", ""],
    ["password", "x".repeat(257)],
    ["password", "é".repeat(129)],
    ["password", 12345678],
    ["password", null],
  ])("refuses %s = %j", (column, value) => {
    const { error } = UserUpdate.safeParse({ [column]: value });
    expect(error?.issues.map(({ path }) => path)).toEqual([[column]]);
  });

  it("stores emails trimmed and takes passwords up to 256 bytes", () => {
    const sent = { email: "  Ada@Example.com ", password: "é".repeat(128) };
    expect(Registration.parse(sent).email).toBe("Ada@Example.com");
  });
});

it("compares emails without case and surrounding space", () => {
  expect(identityOf(" Ada@Example.COM ")).toBe(identityOf("ada@example.com"));
});

it("gives AuthenticatedUser to everybody but guests, who are GuestUser only", () => {
  const user = User.parse(bond);
  expect(effectiveRoles(user, ["Cashier"])).toEqual(["AuthenticatedUser", "Cashier"]);
  expect(effectiveRoles({ ...user, accountType: "GUEST" }, ["Cashier"])).toEqual(["GuestUser"]);
});

it.each(["Cashier", "Payment-Desk 2", "Ä", "x".repeat(64)])("takes %j for a role name", (name) => {
  expect(RoleName.safeParse(name).success).toBe(true);
});

it.each(["", " Cashier", "Cashier ", "..", "a/b", "x".repeat(65), "a\nb"])(
  "refuses %j for a role name",
  (name) => {
    expect(RoleName.safeParse(name).success).toBe(false);
  },
);
