/**
 * What the kernel declares under the names that model code may use (Linux 7.3.4, the headers that the page on the
 * vocabulary names), its types written as ours: `MaState` for `struct ma_state *`, `bigint` for an entry, `number` for
 * what is an unsigned long, a gfp_t or an int there, `Cell` for a pointer to a variable, `T` for a value of its type.
 */
export const KERNEL_FORMS: readonly string[] = [
  "READ_ONCE(Cell)",
  "WRITE_ONCE(Cell, T)",
  "smp_load_acquire(Cell)",
  "smp_store_release(Cell, T)",
  "cmpxchg(Cell, T, T)",
  "xchg(Cell, T)",
  "atomic_inc(Cell)",
  "atomic_dec(Cell)",
  "atomic_inc_return(Cell)",
  "atomic_dec_and_test(Cell)",
  "spin_lock(Spinlock)",
  "spin_trylock(Spinlock)",
  "spin_unlock(Spinlock)",
  "assert_spin_locked(Spinlock)",
  "read_lock(RwLock)",
  "read_unlock(RwLock)",
  "write_lock(RwLock)",
  "write_unlock(RwLock)",
  "lockdep_assert_held(Lock)",
  "lockdep_assert_held_write(FairLock)",
  "mutex_lock(Mutex)",
  "mutex_trylock(Mutex)",
  "mutex_unlock(Mutex)",
  "down_read(RwSem)",
  "up_read(RwSem)",
  "down_write(RwSem)",
  "up_write(RwSem)",
  "rcu_read_lock()",
  "rcu_read_unlock()",
  "rcu_read_lock_held()",
  "rcu_dereference(Cell)",
  "rcu_assign_pointer(Cell, T)",
  "synchronize_rcu()",
  "call_rcu(RcuHead, Function)",
  "rcu_barrier()",
  "srcu_read_lock(Srcu)",
  "srcu_read_unlock(Srcu, number)",
  "synchronize_srcu(Srcu)",
  "kmalloc(number, number)",
  "kzalloc(number, number)",
  "alloc_page(number)",
  "get_page(Page)",
  "put_page(Page)",
  "page_count(Page)",
  "__free_page(Page)",
  "WARN_ON(boolean)",
  "kfree(Memory | null)",
  "gfpflags_allow_blocking(number)",
  "refcount_inc(Refcount)",
  "refcount_dec(Refcount)",
  "refcount_dec_and_test(Refcount)",
  "refcount_inc_not_zero(Refcount)",
  "refcount_read(Refcount)",
  "wait_event(WaitQueue, boolean)",
  "wake_up(WaitQueue)",
  "wait_for_completion(Completion)",
  "complete(Completion)",
  "complete_all(Completion)",
  "cond_resched()",
  "cond_resched_rwlock_write(RwLock)",
  "might_sleep()",
  "cpu_relax()",
  "udelay(number)",
  "MA_STATE(Name, MapleTree, number, number)",
  "mas_set(MaState, number)",
  "mas_set_range(MaState, number, number)",
  "mas_find(MaState, number)",
  "mas_walk(MaState)",
  "mas_store_gfp(MaState, bigint, number)",
  "mas_preallocate(MaState, bigint, number)",
  "mas_store(MaState, bigint)",
  "mas_store_prealloc(MaState, bigint)",
  "mas_destroy(MaState)",
  "mas_erase(MaState)",
  "mtree_lock(MapleTree)",
  "mtree_unlock(MapleTree)",
  "mtree_load(MapleTree, number)",
  "mtree_store_range(MapleTree, number, number, bigint, number)",
  "mtree_insert_range(MapleTree, number, number, bigint, number)",
  "mtree_erase(MapleTree, number)",
  "__mt_destroy(MapleTree)",
  "mtree_destroy(MapleTree)",
  "xa_mk_value(bigint | number)",
  "xa_to_value(bigint)",
  "xa_is_value(bigint)",
  "xa_is_internal(bigint)",
  "xa_is_zero(bigint)",
  "xa_is_advanced(bigint)",
  "rb_entry(RbNode, Type, Member)",
  "rb_first(RbRoot)",
  "rb_next(RbNode)",
  "rb_erase(RbNode, RbRoot)",
];

/** `mas_find(mas: MaState, max: number): Op<bigint>` as `mas_find(MaState, number)`. */
export function formOf(signature: string): string {
  const types = parametersOf(signature).map(([, type]) => type.replace(/<.*>/, ""));
  return `${nameOf(signature)}(${types.map((type) => (type === "N" ? "RbNode" : type)).join(", ")})`;
}

/** The same as `mas_find(mas, max)`. */
export function callOf(signature: string): string {
  return `${nameOf(signature)}(${parametersOf(signature)
    .map(([name]) => name)
    .join(", ")})`;
}

export const nameOf = (text: string): string => /^\w+/.exec(text)![0];

function parametersOf(signature: string): (readonly [name: string, type: string])[] {
  const [, list = ""] = /^\w+(?:<[^(]*>)?\((.*)\): /.exec(signature) ?? [];
  const texts = list === "" ? [] : list.split(/, (?=\w+\??: )/);
  return texts.map((text) => {
    const [, name = "", type = ""] = /^(\w+)\??: (.*)$/.exec(text) ?? [];
    return [name, type];
  });
}
