const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATED = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** An instant among others of one run: the clock to the second, with the day where it is another than that of `since`. */
export function Moment({ at, since }: { at: number; since: number }) {
  const date = new Date(at);
  const isSameDay = date.toDateString() === new Date(since).toDateString();
  return (
    <time dateTime={date.toISOString()} title={`${EXACT.format(date)} (${date.toISOString()})`}>
      {(isSameDay ? CLOCK : DATED).format(date)}
    </time>
  );
}
