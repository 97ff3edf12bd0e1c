import type { CommandTimes, ScenarioDraft } from "../../../../src/conform/scenario-draft.ts";
import type { Command, Values } from "../../../../src/scenario/scenario.ts";
import { tiny } from "../../../stage2/geometry.ts";
import type { Access, Call } from "./call.ts";
import { SmallSpace } from "./small-space.ts";

const BLOCK = 4;
const PAGE = 0x1000;
/** Sizes of ranges that commands take. */
const SIZES = [1, 2, 4, 5, 8, 16];
/** How many commands of a role one task may have, and how many tasks a role. */
const MOST: Readonly<Record<string, { readonly tasks: number; readonly commands: number }>> = {
  vcpu: { tasks: 2, commands: 5 },
  l1: { tasks: 1, commands: 5 },
  notifier: { tasks: 2, commands: 3 },
  vmm: { tasks: 1, commands: 1 },
  migration: { tasks: 1, commands: 4 },
};

interface Part {
  readonly role: string;
  /** Which of the role's tasks. */
  readonly key: string;
}

/** A scenario of the nested model with these calls, or null where it has no room for them. */
export function draftOf(calls: readonly Call[]): ScenarioDraft | null {
  const vmids = [...new Set(calls.flatMap((call) => ("vmid" in call && call.vmid !== null ? [call.vmid] : [])))];
  const spaces = spacesOf(calls);
  const mappings = initialMappings(calls);
  if (vmids.length > 2 || spaces === null || !fitsMappings(mappings, vmids) || !fitsTasks(calls)) {
    return null;
  }
  const tasks = new Map<
    string,
    { readonly role: string; readonly commands: Command[]; readonly times: CommandTimes[] }
  >();
  const contexts = new Map<string, number>();
  const off = calls.every((call) => call.what !== "access" || call.vmid === null);
  for (const call of calls) {
    const { role, key } = partOf(call);
    const task = tasks.get(key) ?? { role, commands: [], times: [] };
    tasks.set(key, task);
    if (call.what === "sync" && task.commands.length === 0) {
      // Logs were on before.
      task.commands.push({ name: "start", args: {} });
      task.times.push({ begin: calls[0]!.t, locks: [] });
    }
    if (call.what === "access") {
      const context = call.vmid === null ? 2 : vmids.indexOf(call.vmid);
      if (context !== (contexts.get(key) ?? (off ? 2 : 0))) {
        task.commands.push({ name: "enter", args: { context } });
        task.times.push({ begin: call.t, locks: [] });
      }
      contexts.set(key, context);
    }
    task.commands.push(commandOf(call, vmids, spaces));
    task.times.push({ begin: call.t, locks: call.locks });
  }
  const settings = {
    ...settingsOf(mappings, vmids, spaces),
    s2_off: off && calls.some(({ what }) => what === "access"),
    yields: 1,
  };
  const all = [...tasks.values()];
  return {
    scenario: { settings, tasks: all.map(({ role, commands }) => ({ role, commands })) },
    times: all.map(({ times }) => times),
  };
}

interface Spaces {
  readonly nested: SmallSpace;
  readonly canonical: SmallSpace;
}

function spacesOf(calls: readonly Call[]): Spaces | null {
  const nested = calls.flatMap((call) => ("n" in call && call.what !== "tlbi_vm" ? [call.n] : []));
  const canonical = calls.flatMap((call) => ("c" in call && call.what !== "unmap" ? [call.c] : []));
  const joined =
    calls.some((call) => "block" in call && call.block) ||
    calls.some((call) => call.what === "access" && call.vmid === null);
  const spaces = {
    nested: new SmallSpace(joined ? [...nested, ...canonical] : nested),
    canonical: new SmallSpace(joined ? [...nested, ...canonical] : canonical),
  };
  const blocks = Math.min(tiny.canonicalSize, tiny.nestedSize) / BLOCK;
  return spaces.nested.fits(joined ? blocks : tiny.nestedSize / BLOCK) &&
    spaces.canonical.fits(tiny.canonicalSize / BLOCK)
    ? spaces
    : null;
}

/** What L1 had written before: the first translation of each page or block that an access met. */
function initialMappings(calls: readonly Call[]): readonly Access[] {
  const first = new Map<string, Access>();
  for (const call of calls) {
    if (call.what === "access" && call.vmid !== null) {
      const place = `${call.vmid}/${call.block ? Math.floor(call.n / 0x200000) : call.n}/${call.block}`;
      first.set(place, first.get(place) ?? call);
    }
  }
  return [...first.values()];
}

/** Two entries of the first VM and one of the second are what settings have. */
const fitsMappings = (mappings: readonly Access[], vmids: readonly number[]): boolean =>
  mappings.filter(({ vmid }) => vmid === vmids[0]).length <= 2 &&
  mappings.filter(({ vmid }) => vmid !== vmids[0]).length <= 1;

function fitsTasks(calls: readonly Call[]): boolean {
  const parts = calls.map(partOf);
  return Object.entries(MOST).every(([role, most]) => {
    const own = parts.filter((part) => part.role === role);
    const keys = [...new Set(own.map(({ key }) => key))];
    return (
      keys.length <= most.tasks &&
      keys.every((key) => own.filter((part) => part.key === key).length <= most.commands - (role === "vcpu" ? 2 : 0))
    );
  });
}

function partOf(call: Call): Part {
  if (call.what === "access") {
    return { role: "vcpu", key: `vcpu ${call.vcpu}` };
  }
  if (call.what === "invalidate") {
    return { role: "notifier", key: `notifier ${call.th}` };
  }
  const role = HOST_ROLES[call.what] ?? "l1";
  return { role, key: role };
}

const HOST_ROLES: Readonly<Record<string, string>> = { delete_memslot: "vmm", start: "migration", sync: "migration" };

const sizeFor = (pages: number): number => SIZES.find((size) => size >= pages) ?? tiny.canonicalSize;

function commandOf(call: Call, vmids: readonly number[], spaces: Spaces): Command {
  return {
    name: call.what,
    args: argumentsOf(call, "vmid" in call ? Math.max(0, vmids.indexOf(call.vmid ?? -1)) : 0, spaces),
  };
}

function argumentsOf(call: Call, vm: number, { nested, canonical }: Spaces): Values {
  switch (call.what) {
    case "tlbi_all":
    case "start":
    case "sync":
      return {};
    case "access":
      return { n: call.vmid === null ? canonical.at(call.c) : nested.at(call.n), write: call.write };
    case "map":
      return { vm, n: nested.at(call.n), c: canonical.at(call.c), block: call.block, ro: call.ro };
    case "unmap":
      return { vm, n: nested.at(call.n) };
    case "tlbi_ipa":
      return { vm, n: nested.at(call.n), ttl: call.ttl ? (call.size > PAGE ? BLOCK : 1) : 0 };
    case "tlbi_range": {
      const { first, pages } = nested.range(call.n, call.size) ?? { first: nested.at(call.n), pages: 1 };
      return { vm, n: first, pages: sizeFor(pages) };
    }
    case "invalidate": {
      const { first, pages } = canonical.range(call.c, call.size) ?? { first: canonical.at(call.c), pages: 1 };
      return { c: first, pages: sizeFor(pages), may_block: call.may_block };
    }
    case "tlbi_vm":
      return { vm };
    case "delete_memslot":
    default:
      return { slot: 0 };
  }
}

function settingsOf(mappings: readonly Access[], vmids: readonly number[], { nested, canonical }: Spaces): Values {
  const own = mappings.filter(({ vmid }) => vmid === vmids[0]);
  const other = mappings.find(({ vmid }) => vmid !== vmids[0]);
  // The third entry is the second VM's, so that the first VM has to have two: one of them twice, if need be.
  const entries = other === undefined ? own : [own[0] ?? other, own[1] ?? own[0] ?? other, other];
  const pairs = entries.flatMap(({ n, c, block }, index) => [
    [`n${index}`, nested.at(n)],
    [`c${index}`, canonical.at(c)],
    [`block${index}`, block],
  ]) as [string, number | boolean][];
  return {
    mappings: entries.length,
    ...Object.fromEntries(pairs),
    ro0: entries[0]?.ro === true,
    shadows: Math.max(1, vmids.length),
  };
}
