import type { ConformModel } from "./conform-model.ts";
import { BadField, decodersOf } from "./decode.ts";
import { entriesIn, lostIn, parseRawLine, probedPlace } from "./ftrace.ts";
import type { Remarks } from "./remarks.ts";
import type { TraceResult } from "./result.ts";
import type { AnyEvent } from "./vocabulary.ts";

/** Makes events of lines, in either form, and tells what is odd about them. */
export class EventReader {
  /** That of the first line that is an event. */
  form: TraceResult["form"] | null = null;
  readonly #decoders;
  readonly #translator;
  readonly #remarks: Remarks;
  readonly #lost: () => void;
  #line = 0;

  /** `lost` is called where events are missing, or might be. */
  constructor(model: ConformModel, remarks: Remarks, lost: () => void) {
    this.#decoders = decodersOf(model.vocabulary);
    this.#translator = model.translator();
    this.#remarks = remarks;
    this.#lost = () => {
      this.#translator.forget();
      lost();
    };
  }

  /** Null for a line that is no event, or none that matters. `number` counts from 1. */
  read(text: string, number: number): AnyEvent | null {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    this.#line = number;
    if (!line.startsWith(" ") && !line.startsWith("{") && /^(?:#|CPU:|cpus=|$)/.test(line)) {
      this.#header(line);
      return null;
    }
    try {
      return line.startsWith("{") ? this.#fromJson(line) : this.#fromFtrace(line);
    } catch (error) {
      if (!(error instanceof BadField)) {
        throw error;
      }
      this.#remarks.unreadable(number, error.message);
      this.#lost();
      return null;
    }
  }

  #header(line: string): void {
    const entries = entriesIn(line);
    const lost = lostIn(line) ?? (entries === null ? 0 : entries.written - entries.kept);
    if (lost > 0) {
      this.#remarks.lost(this.#line, lost);
      this.#lost();
    }
  }

  #fromJson(line: string): AnyEvent | null {
    const fields = parseJson(line);
    const { t, th, ev } = fields;
    if (typeof t !== "number" || typeof th !== "string" || typeof ev !== "string") {
      throw new BadField("an event wants t, a number, and th and ev, both texts");
    }
    this.form ??= "JSON lines";
    const decode = this.#decoders.get(ev);
    if (decode === undefined) {
      this.#remarks.unknown(ev);
      return null;
    }
    return decode(t, th, (field) => fields[field]);
  }

  #fromFtrace(line: string): AnyEvent | null {
    const raw = parseRawLine(line);
    if (raw === null) {
      const lost = lostIn(line);
      if (lost !== null) {
        this.#header(line);
        return null;
      }
      throw new BadField(`${JSON.stringify(line.slice(0, 60))} is no line of ftrace and no event as JSON`);
    }
    this.form ??= "ftrace";
    const place = probedPlace(raw.text);
    if (place !== null) {
      this.#remarks.probed(this.#line, raw.event, place);
    }
    const meaning = this.#translator.translate(raw);
    if (meaning === "unknown") {
      this.#remarks.unknown(raw.event);
      return null;
    }
    if (meaning === "another VM") {
      this.#remarks.otherVm();
      return null;
    }
    return meaning === null ? null : this.#decoders.get(meaning.ev)!(raw.t, raw.thread, meaning.lookup);
  }
}

function parseJson(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new BadField(`${JSON.stringify(line.slice(0, 60))} is no JSON`);
  }
}
