import * as z from "zod";
import { AccountType, type User, UserStatus } from "./user.ts";

/** All that is stored of a user. */
export interface UserRecord {
  user: User;
  /** Assigned by the operator, sorted; those of the system are not among them. */
  roles: readonly string[];
  passwordHash: string | null;
  /** Grows with every change of the user or of her roles. */
  version: number;
}

const Text = z.string().nullable();
const Time = z.int().nullable();

/** A row of the view `user_records`, or of one that contains it. */
export const UserRecordRow = z
  .object({
    id: z.string(),
    email: Text,
    password_hash: Text,
    account_type: AccountType,
    status: UserStatus,
    name: Text,
    first_name: Text,
    last_name: Text,
    gender: Text,
    phone_number: Text,
    age: z.number().nullable(),
    locale: Text,
    created: z.int(),
    updated: Time,
    last_login: Time,
    version: z.int(),
    roles: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(z.array(z.string())),
  })
  .transform(
    (row): UserRecord => ({
      user: {
        lastLogin: row.last_login,
        lastName: row.last_name,
        userStatus: row.status,
        gender: row.gender,
        firstName: row.first_name,
        phoneNumber: row.phone_number,
        name: row.name,
        age: row.age,
        email: row.email,
        created: row.created,
        accountType: row.account_type,
        socialAccount: "BACKENDLESS",
        ownerId: row.id,
        oAuthIdentities: null,
        blUserLocale: row.locale,
        updated: row.updated,
        objectId: row.id,
      },
      roles: row.roles.toSorted(),
      passwordHash: row.password_hash,
      version: row.version,
    }),
  );
