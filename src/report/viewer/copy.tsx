import { useState } from "preact/hooks";
import type { VNode } from "preact";

interface CopyProps {
  readonly label: string;
  readonly text: string | (() => string);
}

/** Puts a text on the clipboard and says whether that worked; some browsers refuse it to pages opened from a file. */
export function CopyButton({ label, text }: CopyProps): VNode {
  const [said, setSaid] = useState(label);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setSaid("Copied");
    } catch {
      setSaid("The browser refuses: select it by hand");
    }
    setTimeout(() => setSaid(label), 2_000);
  };
  return (
    <button type="button" aria-live="polite" onClick={() => void copy()}>
      {said}
    </button>
  );
}
