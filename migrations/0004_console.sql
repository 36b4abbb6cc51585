-- Signing in to the console. What is stored of a code or of a session's token is its HMAC under ADMIN_KEY: another
-- key ends all of them. Times are epoch milliseconds.

CREATE TABLE console_codes (
  hash TEXT PRIMARY KEY,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX console_codes_by_expiry ON console_codes (expires);

CREATE TABLE console_sessions (
  hash TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX console_sessions_by_expiry ON console_sessions (expires);
