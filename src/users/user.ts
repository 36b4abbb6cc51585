import * as z from "zod";
import { byteLength } from "../json.ts";

/** Given by the system: never created, assigned or deleted by anybody. */
export const SYSTEM_ROLES = ["AuthenticatedUser", "GuestUser"] as const;

export function isSystemRole(name: string): boolean {
  return SYSTEM_ROLES.some((role) => role === name);
}

export const RoleName = z
  .string()
  .regex(
    /^[\p{L}\p{N}]([\p{L}\p{N} _.-]{0,62}[\p{L}\p{N}_.-])?$/u,
    "A role name is 1 to 64 letters, digits, spaces or _ . -, beginning with a letter or digit",
  );

export const UserStatus = z.enum(["ENABLED", "DISABLED"]);
export type UserStatus = z.infer<typeof UserStatus>;

export const AccountType = z.enum(["BACKENDLESS", "GUEST"]);
export type AccountType = z.infer<typeof AccountType>;

const Time = z.int();

/** The specification's user object: every column, in its order, null ones included; dates in epoch ms. */
export const User = z
  .strictObject({
    lastLogin: Time.nullable(),
    lastName: z.string().nullable(),
    userStatus: UserStatus,
    gender: z.string().nullable(),
    firstName: z.string().nullable(),
    phoneNumber: z.string().nullable(),
    name: z.string().nullable(),
    age: z.number().nullable(),
    email: z.string().nullable(),
    created: Time,
    accountType: AccountType,
    socialAccount: z.literal("BACKENDLESS"),
    ownerId: z.string(),
    oAuthIdentities: z.null(),
    blUserLocale: z.string().nullable(),
    updated: Time.nullable(),
    objectId: z.string(),
  })
  .meta({ description: "A user: every column, null ones included; dates in epoch milliseconds" });
export type User = z.infer<typeof User>;

export function isGuest(user: User): boolean {
  return user.accountType === "GUEST";
}

/** The roles that a user has in effect. `assigned`: what the operator gave her. */
export function effectiveRoles(user: User, assigned: readonly string[]): readonly string[] {
  return isGuest(user) ? ["GuestUser"] : ["AuthenticatedUser", ...assigned];
}

/** How emails are compared: without case and surrounding space. */
export function identityOf(login: string): string {
  return login.trim().toLowerCase();
}

const Email = z.string().trim().max(254).check(z.email("This is not an email address"));

const Password = z
  .string()
  .min(1)
  .refine((password) => byteLength(password) <= 256, "A password has at most 256 bytes in UTF-8");

const Text = z.string().max(256).nullable().optional();

/** What a user may say of herself. */
const Columns = {
  name: Text,
  firstName: Text,
  lastName: Text,
  gender: Text,
  phoneNumber: Text,
  age: z.number().nullable().optional(),
  blUserLocale: z.string().max(35).nullable().optional(),
};

const Ignored = z
  .unknown()
  .optional()
  .transform(() => undefined)
  .meta({ description: "Owned by the system: accepted, without effect" });

/** The Backendless client sends the whole object that it once got: all of this comes back, without effect. */
const Echoed = {
  objectId: Ignored,
  ownerId: Ignored,
  userStatus: Ignored,
  accountType: Ignored,
  socialAccount: Ignored,
  oAuthIdentities: Ignored,
  created: Ignored,
  updated: Ignored,
  lastLogin: Ignored,
  roles: Ignored,
  "user-token": Ignored,
  ___class: Ignored,
};

/** `POST /users/register`: what anybody may say. */
export const Registration = z.strictObject({ ...Columns, ...Echoed, email: Email, password: Password });

/** `PUT /users/{id}`: what a user may change of herself. */
export const UserUpdate = z.strictObject({
  ...Columns,
  ...Echoed,
  email: Email.nullable().optional(),
  password: Password.optional(),
});

/** A user whom the operator adds; without a password she can't log in by one. */
export const ManagedRegistration = z.strictObject({
  ...Columns,
  email: Email,
  password: Password.optional(),
  userStatus: UserStatus.optional(),
  roles: z.array(RoleName).max(100).optional(),
});

/** What the operator may change of a user. */
export const ManagedUpdate = z.strictObject({
  ...Columns,
  email: Email.optional(),
  password: Password.optional(),
  userStatus: UserStatus.optional(),
});

/** The operator's view of a user: with the roles assigned to her, without those of the system. */
export const ManagedUser = User.extend({ roles: z.array(z.string()) });
export type ManagedUser = z.infer<typeof ManagedUser>;

/** What can be set of a user; undefined leaves a column as it is. */
export type UserChanges = Omit<z.infer<typeof ManagedUpdate>, "email"> & {
  email?: string | null | undefined;
};
export type NewUser = Omit<z.infer<typeof ManagedRegistration>, "roles"> & {
  roles?: readonly string[] | undefined;
};

/** A user as she is before anything happened to her. */
export function newUser(
  given: Omit<NewUser, "email"> & { email: string | null },
  { objectId, created, accountType }: Pick<User, "objectId" | "created" | "accountType">,
): User {
  return {
    lastLogin: null,
    lastName: given.lastName ?? null,
    userStatus: given.userStatus ?? "ENABLED",
    gender: given.gender ?? null,
    firstName: given.firstName ?? null,
    phoneNumber: given.phoneNumber ?? null,
    name: given.name ?? null,
    age: given.age ?? null,
    email: given.email,
    created,
    accountType,
    socialAccount: "BACKENDLESS",
    ownerId: objectId,
    oAuthIdentities: null,
    blUserLocale: given.blUserLocale ?? "en",
    updated: null,
    objectId,
  };
}
