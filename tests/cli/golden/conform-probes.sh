#!/bin/sh
# Records what "s2check conform" judges: KVM/arm64 nested MMU, Linux 7.3.4. Run it as root on the arm64 host, from the folder
# where trace.txt.gz is to be, before the VMM starts; stop it with Ctrl-C. It wants CONFIG_FPROBE_EVENTS, CONFIG_DEBUG_INFO_BTF.
# A function that this kernel has inlined or renamed is named on standard error; the verdict says what that costs.
set -u
T=${T:-/sys/kernel/tracing}
die() { echo "record.sh: $1" >&2; exit 1; }
[ -d "$T" ] || die "there is no $T: mount it with mount -t tracefs tracefs $T, or say where it is with T=folder"
[ -w "$T/dynamic_events" ] || die "$T/dynamic_events cannot be written: be root, and have a kernel with CONFIG_FPROBE_EVENTS"
echo 0 > $T/tracing_on
echo 0 > $T/events/enable
echo > $T/trace
echo counter > $T/trace_clock                  # a total order over all CPUs
echo "${KB:-65536}" > $T/buffer_size_kb        # for each CPU
forget() { for event in nv/initvm nv/map nv/map_ret nv/relax nv/relax_ret nv/mkyoung nv/split nv/split_ret nv/unmap_range nv/unmap_range_ret nv/wp_range nv/wp_range_ret nv/ugfn nv/ugfn_ret nv/n_unmap nv/n_unmap_ret nv/n_wp nv/n_wp_ret nv/by_vmid nv/by_vmid_ret nv/tlbi_range nv/tlbi_ipa nv/tlbi_size nv/lookup nv/hw_load nv/hw_put nv/chkreq nv/tf_vmid nv/tf_ipa nv/tf_ipa_nsh nv/tf_range nv/tf_s1e2 nv/tf_cpu nv/tf_all nv/w_break nv/w_break_ret nv/w_make nv/w_unmap_ret nv/w_attr_ret nv/w_age nv/w_split nv/inv_end nv/mn_start nv/mn_start_ret nv/mn_end nv/faultin nv/faultin_ret nv/dirty nv/flush_slot nv/logmask nv/rtlb_range nv/rtlb_all nv/age nv/test_age nv/walk nv/abort nv/abort_ret nv/s2inj nv/rlock nv/runlock nv/wlock nv/wunlock nv/yield; do echo "-:$event" >> $T/dynamic_events; done 2> /dev/null; }
forget                                         # what an earlier recording has left
while read -r probe; do
  echo "$probe" >> $T/dynamic_events || echo "not recorded: $probe" >&2
done <<'PROBES'
f:nv/initvm kvm_arch_init_vm kvm=kvm:x64
f:nv/map kvm_pgtable_stage2_map pgt=pgt:x64 mmu=pgt->mmu:x64 addr=addr:x64 size=size:x64 phys=phys:x64 prot=prot:x64 flags=flags:x32
f:nv/map_ret kvm_pgtable_stage2_map%return pgt=pgt:x64 addr=addr:x64 ret=$retval:s32
f:nv/relax kvm_pgtable_stage2_relax_perms pgt=pgt:x64 mmu=pgt->mmu:x64 addr=addr:x64 prot=prot:x64 flags=flags:x32
f:nv/relax_ret kvm_pgtable_stage2_relax_perms%return pgt=pgt:x64 addr=addr:x64 ret=$retval:s32
f:nv/mkyoung kvm_pgtable_stage2_mkyoung pgt=pgt:x64 mmu=pgt->mmu:x64 addr=addr:x64 flags=flags:x32
f:nv/split kvm_pgtable_stage2_split pgt=pgt:x64 mmu=pgt->mmu:x64 addr=addr:x64 size=size:x64
f:nv/split_ret kvm_pgtable_stage2_split%return pgt=pgt:x64 addr=addr:x64 ret=$retval:s32
f:nv/unmap_range __unmap_stage2_range mmu=mmu:x64 start=start:x64 size=size:x64 may_block=may_block:u8
f:nv/unmap_range_ret __unmap_stage2_range%return mmu=mmu:x64 start=start:x64 size=size:x64
f:nv/wp_range kvm_stage2_wp_range mmu=mmu:x64 start=addr:x64 end=end:x64
f:nv/wp_range_ret kvm_stage2_wp_range%return mmu=mmu:x64 start=addr:x64 end=end:x64
f:nv/ugfn kvm_unmap_gfn_range kvm=kvm:x64 seq=kvm->mmu_invalidate_seq:u64 inprog=kvm->mmu_invalidate_in_progress:u64 start=range->start:x64 end=range->end:x64 may_block=range->may_block:u8
f:nv/ugfn_ret kvm_unmap_gfn_range%return kvm=kvm:x64
f:nv/n_unmap kvm_nested_s2_unmap kvm=kvm:x64 may_block=may_block:u8
f:nv/n_unmap_ret kvm_nested_s2_unmap%return kvm=kvm:x64
f:nv/n_wp kvm_nested_s2_wp kvm=kvm:x64
f:nv/n_wp_ret kvm_nested_s2_wp%return kvm=kvm:x64
f:nv/by_vmid kvm_s2_mmu_iterate_by_vmid kvm=kvm:x64 vmid=vmid:x16 info0=+0(info):x64 info1=+8(info):x64
f:nv/by_vmid_ret kvm_s2_mmu_iterate_by_vmid%return kvm=kvm:x64 vmid=vmid:x16
f:nv/tlbi_range s2_mmu_unmap_range mmu=mmu:x64 vttbr=mmu->tlb_vttbr:x64 start=+0(info):x64 size=+8(info):x64
f:nv/tlbi_ipa s2_mmu_unmap_ipa mmu=mmu:x64 vttbr=mmu->tlb_vttbr:x64 xt=+0(info):x64
f:nv/tlbi_size compute_tlb_inval_range%return mmu=mmu:x64 xt=val:x64 size=$retval:x64
f:nv/lookup lookup_s2_mmu%return vcpu=vcpu->vcpu_id:s32 mmu=$retval:x64
f:nv/hw_load kvm_vcpu_load_hw_mmu%return vcpu=vcpu->vcpu_id:s32 mmu=vcpu->arch.hw_mmu:x64 vmid=vcpu->arch.hw_mmu->vmid.id.counter:x64 vttbr=vcpu->arch.hw_mmu->tlb_vttbr:x64 n2e=vcpu->arch.hw_mmu->nested_stage2_enabled:u8 pend=vcpu->arch.hw_mmu->pending_unmap:u8 refcnt=vcpu->arch.hw_mmu->refcnt.counter:s32
f:nv/hw_put kvm_vcpu_put_hw_mmu vcpu=vcpu->vcpu_id:s32 mmu=vcpu->arch.hw_mmu:x64 refcnt=vcpu->arch.hw_mmu->refcnt.counter:s32 sched_out=vcpu->scheduled_out:u8
f:nv/chkreq check_nested_vcpu_requests vcpu=vcpu->vcpu_id:s32 mmu=vcpu->arch.hw_mmu:x64 pend=vcpu->arch.hw_mmu->pending_unmap:u8 req=vcpu->requests:x64
f:nv/tf_vmid __kvm_tlb_flush_vmid mmu=mmu:x64 vmid=mmu->vmid.id.counter:x64
f:nv/tf_ipa __kvm_tlb_flush_vmid_ipa mmu=mmu:x64 vmid=mmu->vmid.id.counter:x64 ipa=ipa:x64 level=level:s32
f:nv/tf_ipa_nsh __kvm_tlb_flush_vmid_ipa_nsh mmu=mmu:x64 vmid=mmu->vmid.id.counter:x64 ipa=ipa:x64 level=level:s32
f:nv/tf_range __kvm_tlb_flush_vmid_range mmu=mmu:x64 vmid=mmu->vmid.id.counter:x64 start=start:x64 pages=pages:x64
f:nv/tf_s1e2 __kvm_tlbi_s1e2 mmu=mmu:x64 va=va:x64 enc=sys_encoding:x64
f:nv/tf_cpu __kvm_flush_cpu_context mmu=mmu:x64 vmid=mmu->vmid.id.counter:x64
f:nv/tf_all __kvm_flush_vm_context
f:nv/w_break stage2_try_break_pte ptep=ctx->ptep:x64 ctx_addr=ctx->addr:x64 level=ctx->level:s8 old=ctx->old:x64 mmu=mmu:x64
f:nv/w_break_ret stage2_try_break_pte%return ptep=ctx->ptep:x64 ctx_addr=ctx->addr:x64 level=ctx->level:s8 ret=$retval:u8
f:nv/w_make stage2_make_pte ptep=ctx->ptep:x64 ctx_addr=ctx->addr:x64 level=ctx->level:s8 new=new:x64
f:nv/w_unmap_ret stage2_unmap_walker%return pgt=ctx->arg:x64 ctx_addr=ctx->addr:x64 level=ctx->level:s8 old=ctx->old:x64 pte=+0(+0(ctx)):x64
f:nv/w_attr_ret stage2_attr_walker%return ptep=ctx->ptep:x64 ctx_addr=ctx->addr:x64 level=ctx->level:s8 old=ctx->old:x64 pte=+0(+0(ctx)):x64 ret=$retval:s32
f:nv/w_age stage2_age_walker%return ptep=ctx->ptep:x64 ctx_addr=ctx->addr:x64 level=ctx->level:s8 old=ctx->old:x64 pte=+0(+0(ctx)):x64
f:nv/w_split stage2_split_walker%return ctx_addr=ctx->addr:x64 level=ctx->level:s8 old=ctx->old:x64 pte=+0(+0(ctx)):x64 ret=$retval:s32
f:nv/inv_end kvm_mmu_invalidate_end%return kvm=kvm:x64 seq=kvm->mmu_invalidate_seq:u64 inprog=kvm->mmu_invalidate_in_progress:u64
f:nv/mn_start kvm_mmu_notifier_invalidate_range_start start=range->start:x64 end=range->end:x64 event=range->event:u32 nflags=range->flags:x32
f:nv/mn_start_ret kvm_mmu_notifier_invalidate_range_start%return start=range->start:x64 end=range->end:x64
f:nv/mn_end kvm_mmu_notifier_invalidate_range_end start=range->start:x64 end=range->end:x64
f:nv/faultin __kvm_faultin_pfn gfn=gfn:x64
f:nv/faultin_ret __kvm_faultin_pfn%return gfn=gfn:x64 pfn=$retval:x64
f:nv/dirty mark_page_dirty_in_slot base=memslot->base_gfn:x64 gfn=gfn:x64 bitmap=memslot->dirty_bitmap:x64
f:nv/flush_slot kvm_arch_flush_shadow_memslot base=slot->base_gfn:x64 npages=slot->npages:x64
f:nv/logmask kvm_arch_mmu_enable_log_dirty_pt_masked base=slot->base_gfn:x64 off=gfn_offset:x64 mask=mask:x64
f:nv/rtlb_range kvm_arch_flush_remote_tlbs_range gfn=gfn:x64 n=nr_pages:x64
f:nv/rtlb_all kvm_arch_flush_remote_tlbs kvm=kvm:x64
f:nv/age kvm_age_gfn%return start=range->start:x64 end=range->end:x64 ret=$retval:u8
f:nv/test_age kvm_test_age_gfn%return start=range->start:x64 end=range->end:x64 ret=$retval:u8
f:nv/walk kvm_walk_nested_s2%return vcpu=vcpu->vcpu_id:s32 ipa=gipa:x64 out=result->output:x64 level=result->level:s32 desc=result->desc:x64 readable=result->readable:u8 writable=result->writable:u8 esr=result->esr:x32 ret=$retval:s32
f:nv/abort kvm_handle_guest_abort vcpu=vcpu->vcpu_id:s32 mmu=vcpu->arch.hw_mmu:x64 seq=vcpu->kvm->mmu_invalidate_seq:u64 inprog=vcpu->kvm->mmu_invalidate_in_progress:u64
f:nv/abort_ret kvm_handle_guest_abort%return vcpu=vcpu->vcpu_id:s32 ret=$retval:s32
f:nv/s2inj kvm_inject_s2_fault vcpu=vcpu->vcpu_id:s32 esr=esr_el2:x64
f:nv/rlock _raw_read_lock%return lock=$arg1:x64
f:nv/runlock _raw_read_unlock lock=$arg1:x64
f:nv/wlock _raw_write_lock%return lock=$arg1:x64
f:nv/wunlock _raw_write_unlock lock=$arg1:x64
f:nv/yield __cond_resched_rwlock_write%return lock=$arg1:x64 ret=$retval:s32
PROBES
filter() { [ -d "$T/events/$1" ] && echo "$2" > "$T/events/$1/filter"; }
filter nv/tf_range 'pages != 0x40000'   # leaves out: a TLBI for each empty gigabyte of a shadow; with them, flush-after-unmap is judged for whole chunks too
filter nv/w_unmap_ret 'old & 1'   # leaves out: entries that hold nothing
filter nv/w_attr_ret 'old & 1'   # leaves out: entries that hold nothing
filter nv/w_age 'old & 1'   # leaves out: entries that hold nothing
filter nv/chkreq 'pend != 0'   # leaves out: checks with nothing pending
for event in nv/initvm nv/map nv/map_ret nv/relax nv/relax_ret nv/mkyoung nv/split nv/split_ret nv/unmap_range nv/unmap_range_ret nv/wp_range nv/wp_range_ret nv/ugfn nv/ugfn_ret nv/n_unmap nv/n_unmap_ret nv/n_wp nv/n_wp_ret nv/by_vmid nv/by_vmid_ret nv/tlbi_range nv/tlbi_ipa nv/tlbi_size nv/lookup nv/hw_load nv/hw_put nv/chkreq nv/tf_vmid nv/tf_ipa nv/tf_ipa_nsh nv/tf_range nv/tf_s1e2 nv/tf_cpu nv/tf_all nv/w_break nv/w_break_ret nv/w_make nv/w_unmap_ret nv/w_attr_ret nv/w_age nv/w_split nv/inv_end nv/mn_start nv/mn_start_ret nv/mn_end nv/faultin nv/faultin_ret nv/dirty nv/flush_slot nv/logmask nv/rtlb_range nv/rtlb_all nv/age nv/test_age nv/walk nv/abort nv/abort_ret nv/s2inj kvm/kvm_entry kvm/kvm_guest_fault kvm/kvm_sys_access; do
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
until L=$(sed -n 's/.* initvm: .*kvm=\(0x[0-9a-f]*\).*/\1/p' $T/trace | head -n 1) && [ -n "$L" ]; do
  sleep 0.1 || sleep 1
done
filter nv/rlock "lock == $L" && echo 1 > $T/events/nv/rlock/enable
filter nv/runlock "lock == $L" && echo 1 > $T/events/nv/runlock/enable
filter nv/wlock "lock == $L" && echo 1 > $T/events/nv/wlock/enable
filter nv/wunlock "lock == $L" && echo 1 > $T/events/nv/wunlock/enable
filter nv/yield "lock == $L && ret != 0" && echo 1 > $T/events/nv/yield/enable
echo "recording; Ctrl-C writes trace.txt.gz" >&2
while :; do sleep 1; done
