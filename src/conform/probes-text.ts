import type { ConformModel } from "./conform-model.ts";

/** A POSIX shell script that records on the host. */
export function probesText({ title, probes }: ConformModel): string {
  const { dynamic, events, filters, locks } = probes;
  const names = dynamic.map((probe) => probe.split(/[: ]/)[1]!);
  const first = [...names.filter((name) => !locks.events.some(({ event }) => event === name)), ...events];
  return `#!/bin/sh
# Records what "s2check conform" judges: ${title}. Run it as root on the arm64 host, from the folder
# where trace.txt.gz is to be, before the VMM starts; stop it with Ctrl-C. It wants CONFIG_FPROBE_EVENTS, CONFIG_DEBUG_INFO_BTF.
# A function that this kernel has inlined or renamed is named on standard error; the verdict says what that costs.
set -u
T=\${T:-/sys/kernel/tracing}
die() { echo "record.sh: $1" >&2; exit 1; }
[ -d "$T" ] || die "there is no $T: mount it with mount -t tracefs tracefs $T, or say where it is with T=folder"
[ -w "$T/dynamic_events" ] || die "$T/dynamic_events cannot be written: be root, and have a kernel with CONFIG_FPROBE_EVENTS"
echo 0 > $T/tracing_on
echo 0 > $T/events/enable
echo > $T/trace
echo counter > $T/trace_clock                  # a total order over all CPUs
echo "\${KB:-65536}" > $T/buffer_size_kb        # for each CPU
forget() { for event in ${names.join(" ")}; do echo "-:$event" >> $T/dynamic_events; done 2> /dev/null; }
forget                                         # what an earlier recording has left
while read -r probe; do
  echo "$probe" >> $T/dynamic_events || echo "not recorded: $probe" >&2
done <<'PROBES'
${dynamic.join("\n")}
PROBES
filter() { [ -d "$T/events/$1" ] && echo "$2" > "$T/events/$1/filter"; }
${filters.map(({ event, filter, why }) => `filter ${event} '${filter}'   # leaves out: ${why}`).join("\n")}
for event in ${first.join(" ")}; do
  [ -d "$T/events/$event" ] && echo 1 > "$T/events/$event/enable"
done
echo 1 > $T/tracing_on
finish() {
  echo 0 > $T/tracing_on
  echo 0 > $T/events/enable
  gzip -c < $T/trace > trace.txt.gz && echo "trace.txt.gz is written" >&2
  forget
  exit
}
trap finish INT TERM
echo "start the VM now" >&2
# Locks are recorded for this VM only: its mmu_lock is the first member of struct kvm.
until L=$(sed -n 's/.* ${locks.created.split("/")[1]}: .*kvm=\\(0x[0-9a-f]*\\).*/\\1/p' $T/trace | head -n 1) && [ -n "$L" ]; do
  sleep 0.1 || sleep 1
done
${locks.events.map(({ event, and }) => `filter ${event} "lock == $L${and}" && echo 1 > $T/events/${event}/enable`).join("\n")}
echo "recording; Ctrl-C writes trace.txt.gz" >&2
while :; do sleep 1; done
`;
}
