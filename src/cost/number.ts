const UNITS = ["", "k", "M", "G", "T", "P"];

/** At most nine characters: `8,388,608`, `134.2M`, `0.5`; `?` for what is not known. */
export function shortNumber(value: number | null): string {
  if (value === null) {
    return "?";
  }
  if (Math.abs(value) < 10_000_000) {
    return value.toLocaleString("en-US", { maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
  }
  return scaled(value, 1000, UNITS);
}

/** `1.0 GiB`. */
function shortBytes(value: number | null): string {
  return value === null
    ? "?"
    : scaled(
        value,
        1024,
        ["B", "KiB", "MiB", "GiB", "TiB"].map((unit) => ` ${unit}`),
      );
}

/** In the unit of a figure. */
export const shortValue = (unit: string, value: number | null): string =>
  unit === "bytes" ? shortBytes(value) : shortNumber(value);

/** `131,072 of 16.8M`, `never`. */
export function crossoverText({
  places,
  troubled,
}: {
  readonly places: number;
  readonly troubled: number | null;
}): string {
  return troubled === null ? "never" : `${shortNumber(troubled)} of ${shortNumber(places)}`;
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (rest >= base && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  const digits = unit === 0 || rest >= 1000 ? 0 : 1;
  return `${rest.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}${units[unit]!}`;
}
