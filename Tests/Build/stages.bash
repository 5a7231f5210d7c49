# The stages of a sharded build as processes of their own, as in docs/distributed-build.md.

test_stages_as_processes_give_the_bytes_of_one_build() {
  mkdir "$work/stages"
  local index=$work/stages/ann shard failed=0
  build "$index" --stage partition >/dev/null || fail "partition"
  local processes=()
  for shard in 0 1 2 3; do
    run_build "$index" --stage shard --shard "$shard" >/dev/null &
    processes+=($!)
  done
  for shard in "${processes[@]}"; do wait "$shard" || failed=1; done
  [ $failed = 0 ] || fail "a shard"
  build "$index" --stage merge >/dev/null || fail "merge"
  build "$index" --stage layout >/dev/null || fail "layout"
  same_bytes "$index"
}

# The recipe of docs/distributed-build.md, with slots of this machine (`:`) in the place of others.
test_the_recipe_for_GNU_parallel_gives_the_bytes_of_one_build() {
  command -v parallel >/dev/null || { echo "skipped: GNU parallel is not installed"; return 0; }
  mkdir "$work/parallel"
  local index=$work/parallel/ann
  export PATH=$(dirname "$program"):$PATH
  local build="beamscope build --data $data --index $index -R 12 -L 16 --pq-bytes 8 --shards 4 --progress none"
  $build --stage partition >/dev/null || fail "partition"
  PARALLEL_HOME=$work/parallel.home parallel --sshlogin 2/: --halt now,fail=1 --quote \
    $build --stage shard --shard {} ::: $(seq 0 3) >/dev/null </dev/null || fail "shards"
  $build --stage merge >/dev/null && $build --stage layout >/dev/null || fail "merge and layout"
  same_bytes "$index"
}

test_stages_in_the_wrong_order_are_one_line_that_names_what_is_missing() {
  mkdir "$work/order"
  local index=$work/order/ann answer
  for stage in "shard --shard 0" merge layout; do
    # shellcheck disable=SC2086
    answer=$(build "$index" --stage $stage 2>&1) && fail "$stage without partition"
    [[ $answer == *"stage partition: expected done before "*", found not done" ]] || fail "$answer"
    [ -z "$(ls -A "$work/order")" ] || fail "$stage left something: $(ls -A "$work/order")"
  done
  build "$index" --stage partition >/dev/null || fail "partition"
  answer=$(build "$index" --stage merge 2>&1) && fail "merge without shards"
  [[ $answer == *"stage shard-0: expected done before merge, found not done" ]] || fail "$answer"
  answer=$(build "$index" --stage shard --shard 4 2>&1) && fail "a fifth shard of four"
  [[ $answer == *"--shard: expected 0 to 3, found 4" ]] || fail "$answer"
  for shard in 0 1 2 3; do build "$index" --stage shard --shard $shard >/dev/null || fail "shard"; done
  answer=$(build "$index" --stage layout 2>&1) && fail "layout without merge"
  [[ $answer == *"stage merge: expected done before layout, found not done" ]] || fail "$answer"

  local graph=$work/order/.ann.beamscope-build/ann_mem.index_tempFiles_subshard-2_mem.index
  mv "$graph" "$work/graph"
  answer=$(build "$index" --stage merge 2>&1) && fail "merge without a shard's file"
  [[ $answer == *"subshard-2_mem.index: file of stage shard-2: expected "*" bytes, found no such file" ]] || fail "$answer"
  head -c 1000 "$work/graph" >"$graph"
  answer=$(build "$index" --stage merge 2>&1) && fail "merge with a cut file"
  [[ $answer == *" bytes, found 1000" ]] || fail "$answer"
  rm "$graph"
  build "$index" --stage shard --shard 2 >/dev/null || fail "the missing shard cannot be made again"
  build "$index" --stage merge >/dev/null && build "$index" --stage layout >/dev/null || fail "the rest"
  same_bytes "$index"
}

# The whole process, pages of mapped files included, as the system counts it: keeps_to_budget NAME [OPTIONS]
keeps_to_budget() {
  mkdir "$work/$1"
  local index=$work/$1/ann answer mebibytes
  shift
  answer=$("$program" build --data "$data" --index "$index" -M 0.034 --progress plain "$@" 2>&1) || fail "$answer"
  [[ $answer == *"at least 3 shards"* ]] || fail "it was linked in one piece: $answer"
  mebibytes=$(sed -n 's/.* s, \([0-9]*\) MiB of memory.*degree.*/\1/p' <<<"$answer")
  [ "$mebibytes" -lt 35 ] || fail "$mebibytes MiB of 34.8: $answer"
  "$program" verify "$index" || fail "verify"
}

test_a_build_keeps_to_its_memory_budget() { keeps_to_budget budget; }

test_a_build_that_knows_labels_keeps_to_its_memory_budget() {
  keeps_to_budget labelled-budget --filter-graph filtered --labels "$here/../../sample-data/debian-packages/base.labels.txt"
}
