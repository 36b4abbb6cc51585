-- What became of callbacks, and how long waits took, counted by the minute; fed through the queue, kept for 2 days.
CREATE TABLE counts (
  minute INTEGER NOT NULL,
  measure TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, measure)
) STRICT, WITHOUT ROWID;

-- The same by the hour, kept for 35 days: a month of minutes would be half a million rows to add up. `minute`: its first one.
CREATE TABLE hourly_counts (
  minute INTEGER NOT NULL,
  measure TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, measure)
) STRICT, WITHOUT ROWID;

-- Messages that were counted, so that a repeated one isn't again. An id begins with its time.
CREATE TABLE counted (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
