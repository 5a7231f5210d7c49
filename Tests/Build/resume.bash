# A build that dies at any moment can be resumed, to the same bytes.

# Twenty moments between the start and a little after the end, the same in every run.
test_a_build_killed_at_twenty_moments_resumes_to_the_same_bytes() {
  RANDOM=20261121
  local folder=$work/killed moment index
  for moment in $(seq 20); do
    rm -rf "$folder"
    mkdir "$folder"
    index=$folder/ann
    local after=$((whole_ms * 105 * RANDOM / 32768 / 100))
    run_build "$index" >/dev/null 2>&1 &
    local process=$!
    sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"
    kill -9 "$process" 2>/dev/null
    wait "$process" 2>/dev/null
    echo "moment $moment: killed after $after ms of $whole_ms: $(ls -A "$folder"/.ann* 2>/dev/null | wc -l) files"
    build "$index" --resume >/dev/null || fail "cannot be resumed"
    same_bytes "$index"
  done
}

# What a killed build leaves: as if it had died after stage $2.
leave_off() {
  local folder=$1 last=$2
  mkdir -p "$folder"
  run_build "$folder/ann" >/dev/null 2>&1 &
  local process=$!
  until [ -e "$folder/.ann.beamscope-build/stage-$last.json" ] || ! kill -0 "$process" 2>/dev/null; do
    sleep 0.005
  done
  kill -9 "$process" 2>/dev/null
  wait "$process" 2>/dev/null
  [ -e "$folder/.ann.beamscope-build/stage-$last.json" ] || fail "the build was over before it was killed"
}

# The same with a graph that knows labels, at fewer moments.
test_a_labelled_build_killed_at_six_moments_resumes_to_the_same_bytes() {
  RANDOM=20261122
  local labels=(--labels "$here/../../sample-data/debian-packages/base.labels.txt" --filter-graph filtered)
  local folder=$work/labelled moment index=$work/labelled/ann begin=$EPOCHREALTIME
  mkdir "$work/labels"
  build "$work/labels/ann" "${labels[@]}" >/dev/null || fail "the build itself fails"
  local labels_ms=$(((${EPOCHREALTIME/./} - ${begin/./}) / 1000))
  for moment in $(seq 6); do
    rm -rf "$folder"
    mkdir "$folder"
    local after=$((labels_ms * 105 * RANDOM / 32768 / 100))
    run_build "$index" "${labels[@]}" >/dev/null 2>&1 &
    local process=$!
    sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"
    kill -9 "$process" 2>/dev/null
    wait "$process" 2>/dev/null
    echo "moment $moment: killed after $after ms of $labels_ms"
    build "$index" "${labels[@]}" --resume >/dev/null || fail "cannot be resumed"
    same_bytes "$index" "$work/labels"
  done
}

test_other_parameters_and_other_data_are_not_resumed() {
  leave_off "$work/other" shard-0
  local answer
  answer=$(build "$work/other/ann" --resume -R 20 2>&1) && fail "R 20 goes on with R 12"
  [[ $answer == *"maxDegree: expected 12, found 20"* ]] || fail "$answer"
  answer=$(build "$work/other/ann" --resume --shards 5 2>&1) && fail "5 shards go on with 4"
  [[ $answer == *"shardCount: expected 4, found 5"* ]] || fail "$answer"
  answer=$(build "$work/other/ann" --resume --data "$here/../../sample-data/digits/base.u8bin" 2>&1) \
    && fail "other data goes on"
  [[ $answer == *"expected "*", found "* ]] || fail "$answer"
  [ "$(wc -l <<<"$answer")" = 1 ] || fail "more than one line: $answer"
  build "$work/other/ann" --resume >/dev/null || fail "a refusal has damaged what was left"
  same_bytes "$work/other/ann"
}

test_a_new_build_removes_what_a_killed_one_left() {
  leave_off "$work/anew" partition
  build "$work/anew/ann" >/dev/null || fail "cannot be built"
  same_bytes "$work/anew/ann"
}

test_a_second_build_of_the_same_prefix_is_refused() {
  mkdir "$work/twice"
  run_build "$work/twice/ann" >/dev/null 2>&1 &
  local process=$! answer
  until [ -e "$work/twice/.ann.beamscope-build/build.json" ]; do sleep 0.005; done
  answer=$(build "$work/twice/ann" 2>&1) && fail "two builds of one index"
  [[ $answer == "beamscope: --index: expected a prefix that no running build writes to"* ]] || fail "$answer"
  answer=$(build "$work/twice/ann" --resume 2>&1) && fail "a running build is resumed"
  [ "$(wc -l <<<"$answer")" = 1 ] || fail "more than one line: $answer"
  wait "$process" || fail "the first build has suffered"
  same_bytes "$work/twice/ann"
}

test_Ctrl_C_keeps_linked_shards_and_says_so() {
  mkdir "$work/stopped"
  run_build "$work/stopped/ann" 2>"$work/stopped.err" >/dev/null &
  local process=$!
  until [ -e "$work/stopped/.ann.beamscope-build/stage-shard-0.json" ]; do sleep 0.005; done
  # A shell lets background processes ignore SIGINT.
  kill -TERM "$process"
  wait "$process"
  [ $? = 143 ] || fail "another exit code"
  grep -q -- "--resume" "$work/stopped.err" || fail "it says: $(cat "$work/stopped.err")"
  build "$work/stopped/ann" --resume >/dev/null || fail "cannot be resumed"
  same_bytes "$work/stopped/ann"
}

# No file may be larger than the limit, as on a disk that is full.
test_a_full_disk_at_any_stage_is_one_line_and_no_damage() {
  local limit answer folder=$work/full
  for limit in 8 100 300 600 1200; do
    rm -rf "$folder"
    mkdir "$folder"
    answer=$( (ulimit -f $limit; build "$folder/ann") 2>&1) && continue
    [[ $answer == *"cannot write at byte"* ]] || fail "$limit KiB: $answer"
    [ "$(grep -vc -- --resume <<<"$answer")" = 1 ] || fail "$limit KiB: more than one line: $answer"
    ls "$folder"/ann* 2>/dev/null && fail "$limit KiB: half an index"
    build "$folder/ann" --resume >/dev/null || fail "$limit KiB: cannot be resumed"
    same_bytes "$folder/ann"
  done
  [ -n "${answer:-}" ] || fail "nothing was refused"
}
