# The build as a film, with a scrubber: points of the plane, as a teacher shows them.

walk_the_film() {
  open_terminal "$1" "$2" "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/points-2d" "$work/samples/"
  type_line "clear; $program build --data $work/samples/points-2d/uniform.fbin --index points -R 8 -L 20 \
--pq-bytes 2 --progress none >/dev/null; echo built"
  until_true 'the index' output_line built
  start points
  expect 'before the first hop'
  press F
  expect 'before the first insertion'
  expect "this index's build"
  press Space
  expect 'insertion 1 of 199'
  expect '2 of 200 in it'
  press ]
  expect 'moment  21 of'
  press v
  expect 'the way'
  press v
  expect '✗ occluded'
  press v
  expect 'edges made here'
  press v
  expect 'the whole film in numbers'
  press G
  expect '200 of 200 in it'
  press a
  expect "the paper's passes"
  expect 'another build'
  type_line ':moment 1'
  expect 'a graph drawn by lot'
  press p
  expect '/s'
  # It goes on by itself, into the first pass.
  until_true 'a film that plays' shows 'insertion 3 of 200'
  press p
  expect 'p plays'
  press Enter
  expect 'points here '
  press Escape
  expect '▶Film'
  press q
  expect_end 0
}

test_walk_through_the_film_at_80x24() { walk_the_film 80 24; }
test_walk_through_the_film_at_120x40() { walk_the_film 120 40; }
