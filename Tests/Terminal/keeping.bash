# What outlives a session, and what leaves it sideways: the last state, the mouse, the clipboard.

# in_sample COLUMNS ROWS [VARIABLE=VALUE...]: the explorer on the digits, built on the first start.
in_sample() {
  open_terminal "$1" "$2" "BEAMSCOPE_SAMPLE_DATA=$work/samples" "${@:3}"
  mkdir -p "$work/samples"
  cp -R "$here/../../sample-data/digits" "$work/samples/"
  start
  expect 'before the first hop'
}

test_the_last_session_is_restored_and_fresh_starts_anew() {
  in_sample 80 24
  type_line ':query 7'
  expect 'query 7'
  type_line ':L 33'
  expect 'L 33'
  press 5
  expect 'candidates, nearest first'
  press q
  expect_end 0
  [ -s "$work/home/.local/state/beamscope/state" ] || fail "no state is kept"
  start
  expect 'candidates, nearest first'
  press 3
  expect 'L 33'
  shows 'query 7' || fail "another query"
  press q
  expect_end 0
  start --fresh
  expect 'Library: sample data and indexes'
  press q
  expect_end 0
}

test_a_signal_keeps_the_session_too() {
  in_sample 80 24
  press 6
  expect 'Sweep: recall against speed'
  kill -TERM "$(program_id)"
  expect_end 143
  start
  expect 'Sweep: recall against speed'
  press q
  expect_end 0
}

test_a_faulty_configuration_is_told_and_does_no_harm() {
  open_terminal 80 24
  mkdir -p "$work/home/.config/beamscope"
  printf 'glyphs = ascii\ncolour = red\n' >"$work/home/.config/beamscope/config"
  type_line "clear; stty -g >$work/modes-before; $program"
  expect 'config:2: unknown key "colour"'
  shows '┌' && fail "the glyphs of the configuration are not used"
  press q
  expect_end 0
}

# click COLUMN ROW: the left button as the terminal reports it, both from 1, in the encoding of the terminfo.
click() {
  printf -v bytes '%02x %02x' $((32 + $1)) $((32 + $2))
  # shellcheck disable=SC2086
  in_tmux send-keys -H 1b 5b 4d 20 $bytes
}

test_the_mouse_is_off_until_it_is_asked_for_and_off_again_at_the_end() {
  in_sample 80 24
  mouse_is 0 || fail "the mouse is on"
  type_line ':mouse on'
  until_true "mouse reports" mouse_is 1
  press 8
  expect 'start'
  # The tab of the sweep stands where the header has it.
  local line
  line=$(screen | head -n 1)
  line=${line%%6Sweep*}
  click $((${#line} + 2)) 1
  expect 'Sweep: recall against speed'
  press q
  expect_end 0
}

test_a_crash_turns_the_mouse_off() {
  open_terminal 80 24
  mkdir -p "$work/home/.config/beamscope"
  echo 'mouse = on' >"$work/home/.config/beamscope/config"
  start
  until_true "mouse reports" mouse_is 1
  kill -SEGV "$(program_id)"
  expect_end 139
}

mouse_is() { [ "$(in_tmux display -p '#{mouse_any_flag}')" = "$1" ]; }

clipboard_has() { in_tmux show-buffer 2>/dev/null | grep -qF -- "$1"; }

test_copy_reaches_the_clipboard_of_the_terminal() {
  in_sample 80 24
  in_tmux set -g set-clipboard on
  press Y
  expect 'copied: beamscope trace'
  until_true "the command in the clipboard" clipboard_has 'beamscope trace --index'
  press c
  expect 'answers, after'
  press y
  until_true "the first answer in the clipboard" clipboard_has 'digit-'
  press q
  expect_end 0
}

test_a_session_is_replayed_with_and_without_a_screen() {
  in_sample 80 24
  press c
  expect 'answers, after'
  type_line ':L 41'
  expect 'L 41'
  press q
  expect_end 0
  type_line "clear; $program replay"
  expect 'L 41'
  expect 'answers, after'
  type_line "clear; $program replay --watch --speed 50"
  # The title, not the command while it is typed: a q would become a letter of it.
  expect 'K 10  L 41'
  expect_end_of_replay
}

# A key of the user ends the recorded ones; if they were done already it leaves.
expect_end_of_replay() {
  until_true "end" leaves_now
}
leaves_now() {
  shows 'exit=0 >' && return 0
  press q
  return 1
}
