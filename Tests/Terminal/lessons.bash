# Every lesson in a real terminal at 80 x 24, from the first word to the last.

# One more press of Space, unless the pane of lesson $1 is gone. Keys that come too early do nothing.
goes_on() {
  shows "lesson $1, " || return 0
  press Space
  sleep 0.1
  return 1
}

play_lesson() {
  # Some lessons build, lay out, or replace points again and again before they go on.
  local seconds=$((3 * seconds))
  start learn "$1"
  expect "lesson $1, 1/"
  until_true "the end of lesson $1" goes_on "$1"
  press q
  expect 'exit=0 >'
}

test_lessons_are_played_through_at_80x24() {
  open_terminal 80 24 "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/"{digits,points-2d,lessons} "$work/samples/"
  local file name
  for file in "$work/samples/lessons/"*.lesson; do
    name=${file##*/}
    play_lesson "${name%%-*}"
  done
}

test_a_lesson_can_be_left_and_taken_up_again() {
  open_terminal 80 24 "BEAMSCOPE_SAMPLE_DATA=$work/samples"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/"{points-2d,lessons} "$work/samples/"
  start learn 2
  expect 'lesson 2, 1/'
  expect 'step 0 of'
  press x
  expect 'exploring: ; comes back'
  press 3
  expect 'before the first hop'
  press '\;'
  expect 'step 0 of'
  press Escape
  expect_gone 'lesson 2, 1/'
  press q
  expect 'exit=0 >'
}
