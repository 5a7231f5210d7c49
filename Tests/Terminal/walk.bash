# The main job from the first start to the end: library, build, search, sweep.

# The row of the sweep table with this L: "L W recall ...".
sweep_row() { screen | grep -E "^│[▶ ] +$1 +[0-9]+ +[01]\\.[0-9]+ "; }

rows_are_complete() {
  local L
  for L in 10 20 30 50 100; do sweep_row $L >/dev/null || return 1; done
}

# A larger list can only find more.
recall_never_falls() {
  local L recall last=0
  for L in 10 20 30 50 100; do
    recall=$(sweep_row $L | grep -oE '[01]\.[0-9]+' | head -n 1)
    awk -v a="$last" -v b="$recall" 'BEGIN { exit !(b + 0.005 >= a) }' ||
      fail "recall falls from $last to $recall at L $L"
    last=$recall
  done
  awk -v r="$last" 'BEGIN { exit !(r >= 0.9) }' || fail "recall at L 100 is only $last"
}

walk() {
  open_terminal "$1" "$2" "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/digits" "$work/samples/"
  # The first start builds the sample index in view, and opens it.
  start
  expect 'before the first hop'

  press 1
  expect 'Library: sample data and indexes'
  expect '▶ open'
  press b
  expect 'Build an index of: Handwritten digits'
  press r
  expect 'build digits is done'
  press o
  expect 'before the first hop'

  press Space
  expect 'hop 1 '
  screen | grep -qE 'SSD [0-9]+' || fail "hop 1 names no sector of the SSD"
  press Space
  expect 'hop 2 '
  press b
  expect 'hop 1 '
  press Space
  expect 'hop 2 '
  press c
  expect 'answers, after'
  screen | grep -qE 'recall@10 (0\.[5-9]|1\.)' || fail "no recall, or a poor one"
  screen | grep -qE '[1-9][0-9]* SSD reads' || fail "no reads are counted"
  press b
  expect_gone 'answers, after'
  screen | grep -qE 'hop ([0-9]+) of \1 ' || fail "not at the last hop"

  press 6
  expect 'Sweep: recall against speed'
  press r
  expect 'done, 5 rows'
  rows_are_complete || fail "a row is missing"
  recall_never_falls
  expect 'recall against queries per second'

  press q
  expect_end 0
}

test_walk_from_library_to_sweep_at_80x24() { walk 80 24; }
test_walk_from_library_to_sweep_at_120x40() { walk 120 40; }

# The graph by hand: who points here, along an edge, into a prune and back.
walk_the_graph() {
  open_terminal "$1" "$2" "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/digits" "$work/samples/"
  start
  expect 'before the first hop'
  press c
  expect 'answers, after'
  press Enter
  expect 'points here '
  expect 'walk towards query 0'
  expect '● hop'
  press Escape
  expect 'answers, after'

  press 4
  expect 'step 1 of 1'
  press Enter
  expect 'step 2 of 2'
  press b
  expect 'step 1 of 2'
  press m
  expect 'the medoid'
  type_line ':node 99999999'
  expect 'the node lies between 0 and'
  press Escape

  press p
  expect 'candidates, nearest first'
  expect 'kept of at most R 24'
  press r
  expect 'step 0 of'
  press Space
  expect 'neighbour 1 of at most 24'
  press + c
  expect 'alpha 1.44'
  press Escape
  expect 'points here '

  press q
  expect_end 0
}

test_walk_through_graph_and_prune_at_80x24() { walk_the_graph 80 24; }
test_walk_through_graph_and_prune_at_120x40() { walk_the_graph 120 40; }

# The file: a node's record in hex, the map, the reads of all queries.
walk_the_file() {
  open_terminal "$1" "$2" "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/digits" "$work/samples/"
  start
  expect 'before the first hop'
  press c
  expect 'answers, after'
  press 7
  expect 'index file: reads of this search'
  expect 'read, 2 to 9'
  press n
  expect 'in this search'
  press r
  expect '200 queries'
  press Enter
  expect 'in hex'
  expect 'coordinate'
  press Enter
  # The facts of the node, not only its frame: until they are read, d is refused with a reason.
  expect 'out-degree'
  press d
  expect '▶Disk'
  expect 'in hex'
  expect 'coordinate'
  screen | grep -qE 'node [0-9]+ +digit-[0-9]+' || fail "the record does not name its node"
  press Escape
  expect 'points here '
  press q
  expect_end 0
}

test_walk_through_the_file_at_80x24() { walk_the_file 80 24; }
test_walk_through_the_file_at_120x40() { walk_the_file 120 40; }
