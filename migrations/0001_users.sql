-- Users, their roles, their sessions, and failed logins. Times are epoch milliseconds.

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  email TEXT, -- NULL: a guest
  identity TEXT UNIQUE, -- the email as it is compared
  password_hash TEXT, -- NULL: can't log in by password
  account_type TEXT NOT NULL,
  status TEXT NOT NULL,
  name TEXT,
  first_name TEXT,
  last_name TEXT,
  gender TEXT,
  phone_number TEXT,
  age REAL,
  locale TEXT,
  created INTEGER NOT NULL,
  updated INTEGER,
  last_login INTEGER,
  version INTEGER NOT NULL DEFAULT 0 -- counts every change of the user or of her roles
) STRICT;

CREATE INDEX users_by_created ON users (created DESC, id DESC);

CREATE TABLE roles (
  name TEXT PRIMARY KEY,
  created INTEGER NOT NULL
) STRICT;

CREATE TABLE user_roles (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role TEXT NOT NULL REFERENCES roles (name) ON DELETE CASCADE,
  PRIMARY KEY (user_id, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX user_roles_by_role ON user_roles (role);

-- No reference to users: a login that races with the user's deletion must not fail, and a session
-- without a user is nobody's.
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_id, created);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE login_failures (
  identity_hash TEXT PRIMARY KEY, -- of any identity, existing or not
  failures INTEGER NOT NULL,
  expires INTEGER NOT NULL -- the end of the counting window, or of the lock
) STRICT, WITHOUT ROWID;

CREATE INDEX login_failures_by_expiry ON login_failures (expires);

-- A user and the roles assigned to her, as one row that one statement reads consistently.
CREATE VIEW user_records AS
SELECT
  users.*,
  (SELECT json_group_array(role) FROM user_roles WHERE user_id = users.id) AS roles
FROM users;

CREATE VIEW session_users AS
SELECT sessions.token_hash, sessions.expires, user_records.*
FROM sessions JOIN user_records ON user_records.id = sessions.user_id;
