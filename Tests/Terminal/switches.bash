# The switches that save reads, and points that come and go, as a user meets them first.

test_a_switch_is_turned_and_says_what_it_saves() {
  open_terminal 80 24 "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/digits" "$work/samples/"
  start --fresh
  expect 'before the first hop'
  press : 'navigation on' Enter
  expect 'no navigation graph here: beamscope layout P --navigation 0.1'
  press Escape c
  expect 'answers, after'
  press : 'pages on' Enter
  expect 'reads; without pages'
  press : 'width 9' Enter
  expect 'no wider than the beam'
  press u
  expect 'taken back'
  press 0 i
  expect 'A walk over the edges comes to every point'
  press d Enter
  expect 'points deleted: searches'
  press t
  expect 'what if: cut out'
  press Q
  expect 'exit=0 >'
}
