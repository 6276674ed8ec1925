/** Writes instants as the clock of a time zone reads them: `2026-08-20 14:02:11`. */
export const clockIn = (timeZone: string): ((at: Date | string | number) => string) => {
  // Sweden writes dates the way everybody can read and sort them.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(new Date(at));
};

const units = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
] as const;

/** Writes a length of time with its two largest units: `45 s`, `12 min`, `3 h 5 min`; seconds only below ten minutes. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const coarse = seconds >= 600 ? Math.floor(seconds / 60) * 60 : seconds;
  const parts = units.flatMap(({ name, seconds: size }, position) => {
    const larger = units[position - 1]?.seconds ?? Number.POSITIVE_INFINITY;
    const amount = Math.floor((coarse % larger) / size);
    return amount > 0 ? [`${amount} ${name}`] : [];
  });
  return parts.slice(0, 2).join(' ') || '0 s';
};

/** Writes how far an instant is from now: `3 min ago`, `in 12 min`. */
export const distance = (at: Date | string | number, now: Date): string => {
  const ms = new Date(at).getTime() - now.getTime();
  return ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
};
