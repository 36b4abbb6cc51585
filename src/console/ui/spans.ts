const UNITS = [
  ["d", "day", 86_400_000],
  ["h", "hour", 3_600_000],
  ["min", "minute", 60_000],
  ["s", "second", 1_000],
] as const;

/** `90_061_000` → `1 d 1 h`: the two biggest units that are there; below ten seconds with a decimal. */
export function spanText(ms: number): string {
  if (ms < 0) return `-${spanText(-ms)}`;
  if (ms < 1_000) return `${Math.floor(ms)} ms`;
  if (ms < 10_000) return `${Math.floor(ms / 100) / 10} s`;
  const first = UNITS.findIndex(([, , size]) => ms >= size);
  let rest = ms;
  const parts = UNITS.slice(first, first + 2).map(([name, , size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count} ${name}` : "";
  });
  return parts.filter(Boolean).join(" ");
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
const JUST_NOW_MS = 5_000;

/** `-180_000` → `3 min. ago`, in the biggest unit that is there. */
export function relativeTime(ms: number): string {
  if (Math.abs(ms) < JUST_NOW_MS) return "just now";
  const [, unit, size] = UNITS.find(([, , unitMs]) => Math.abs(ms) >= unitMs) ?? UNITS[3];
  return RELATIVE.format(Math.trunc(ms / size), unit);
}
