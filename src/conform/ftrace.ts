/** One line of ftrace's `trace` file or of `trace-cmd report`. */
export interface RawLine {
  /** `vmm-112` */
  readonly thread: string;
  /** Counter, or seconds. */
  readonly t: number;
  readonly event: string;
  /** What follows the event's name. */
  readonly text: string;
}

/** `vmm-112     [000] ...2.            4: name: …`; trace-cmd prints no flags, and other clocks than `counter` print seconds. */
const LINE =
  /^ *(.+?-\d+) +(?:\( *[-\d]+\) +)?\[\d+\] +(?:[^\s\d]\S{3,7} +|[.\dA-Za-z#]{4,8} +(?=[\d.]+: ))?([\d.]+): +([\w-]+): ?(.*)$/;

/** Null where a line is none of an event. */
export function parseRawLine(line: string): RawLine | null {
  return quick(line) ?? slow(line);
}

/**
 * By hand for the usual form, since a regular expression takes as long as all claims together: the CPU in brackets, flags,
 * a whole number, the name.
 */
function quick(line: string): RawLine | null {
  const cpu = line.indexOf(" [");
  const flags = line.indexOf("] ", cpu) + 2;
  const afterFlags = line.indexOf(" ", flags);
  const colon = line.indexOf(": ", afterFlags);
  if (cpu < 0 || flags < 2 || afterFlags < 0 || colon < 0) {
    return null;
  }
  const t = Number(line.slice(afterFlags, colon));
  const nameEnd = line.indexOf(":", colon + 2);
  const thread = line.slice(0, cpu).trim();
  if (!Number.isSafeInteger(t) || nameEnd < 0 || thread.endsWith(")")) {
    return null;
  }
  const event = line.slice(colon + 2, nameEnd);
  return event.includes(" ") ? null : { thread, t, event, text: line.slice(nameEnd + 2) };
}

function slow(line: string): RawLine | null {
  const [, thread, time, event, text] = LINE.exec(line) ?? [];
  if (thread === undefined || time === undefined || event === undefined || text === undefined) {
    return null;
  }
  return { thread, t: Number(time), event, text };
}

const keys = new Map<string, string>();

/** The value of `name=value` in the text of an event, without a leading `0x`; undefined where there is none. */
export function argument(text: string, name: string): string | undefined {
  let key = keys.get(name);
  if (key === undefined) {
    key = ` ${name}=`;
    keys.set(name, key);
  }
  const at = text.indexOf(key);
  if (at < 0) {
    return undefined;
  }
  const start = at + key.length;
  const space = text.indexOf(" ", start);
  const prefixed = text.charCodeAt(start) === DIGIT_0 && text.charCodeAt(start + 1) === LETTER_X;
  return text.slice(prefixed ? start + 2 : start, space < 0 ? text.length : space);
}

const DIGIT_0 = 48;
const LETTER_X = 120;

/** How many events a line says were lost, or null. */
export function lostIn(line: string): number | null {
  const match = /\[LOST (?<events>\d+) EVENTS\]|\[(?<dropped>\d+) EVENTS DROPPED\]/.exec(line);
  return match === null ? null : Number(match.groups?.["events"] ?? match.groups?.["dropped"]);
}

/** In ftrace's header: how many events are in the file, and how many were written to the buffer. */
export function entriesIn(line: string): { readonly kept: number; readonly written: number } | null {
  const [, kept, written] = /^# *entries-in-buffer\/entries-written: *(\d+)\/(\d+)/.exec(line) ?? [];
  return kept === undefined ? null : { kept: Number(kept), written: Number(written) };
}

/** `(kvm_handle_guest_abort+0x4/0xbc0)`: where a probe at the entry of a function sits; null for others. */
export function probedPlace(text: string): string | null {
  const end = text.startsWith("(") ? text.indexOf(")") : -1;
  const place = text.slice(0, end + 1);
  return end < 0 || place.includes("<-") ? null : place;
}
