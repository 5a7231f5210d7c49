# Every way out leaves the terminal as it was, with the right exit code.

test_quit_leaves_the_terminal_sane() {
  open_terminal 80 24
  start
  press q
  expect_end 0
  shows "$ready" && fail "the frame is still there"
  return 0
}

leave_by_signal() {
  open_terminal 80 24
  start
  kill -"$1" "$(program_id)"
  expect_end "$2"
}

test_SIGTERM_ends_with_143() { leave_by_signal TERM 143; }
test_SIGHUP_ends_with_129() { leave_by_signal HUP 129; }
test_SIGINT_ends_with_130() { leave_by_signal INT 130; }
test_SIGQUIT_ends_with_131() { leave_by_signal QUIT 131; }

# A crash: the report of the backtracer, if it is installed, must not wait for a key (a prompt that would
# come is 30 seconds long, longer than any step here may take).
test_crash_by_SIGSEGV_leaves_the_terminal_sane() { leave_by_signal SEGV 139; }
test_crash_by_SIGABRT_leaves_the_terminal_sane() { leave_by_signal ABRT 134; }
test_crash_by_SIGILL_leaves_the_terminal_sane() { leave_by_signal ILL 132; }

test_control_C_is_a_key_and_does_not_kill() {
  open_terminal 80 24
  start
  press C-c
  local id
  id=$(program_id)
  press '?'
  press Escape
  expect "$ready"
  [ "$(program_id)" = "$id" ] || fail "the program is gone"
}

test_control_Z_stops_and_fg_goes_on() {
  open_terminal 80 24
  start
  press C-z
  expect 'Stopped'
  expect 'exit=148 >'
  type_line 'clear; stty -a | tr " ;" "\n\n" | grep -x -e icanon -e -icanon'
  until_true "line mode while stopped" output_line icanon
  type_line fg
  expect "$ready"
  press q
  expect 'exit=0 >'
}

test_terminal_that_goes_away_ends_the_program() {
  open_terminal 80 24
  start
  local id
  id=$(program_id)
  stop_terminal
  local end=$((SECONDS + seconds))
  while kill -0 "$id" 2>/dev/null; do
    [ $SECONDS -lt $end ] || fail "the program lives on without a terminal"
    sleep 0.03
  done
}

refuses() {
  local lines
  "$@" >"$work/out" 2>"$work/err"
  local code=$?
  [ $code = 2 ] || fail "exit $code, not 2"
  lines=$(wc -l <"$work/err")
  [ "$lines" = 1 ] || fail "$lines lines, not one: $(cat "$work/err")"
  grep -q 'screen' "$work/err" || fail "does not name the verb screen: $(cat "$work/err")"
  [ -s "$work/out" ] && fail "wrote to standard output"
  return 0
}

test_pipes_are_refused_in_one_line() {
  refuses "$program" </dev/null
  refuses "$program" <<<'q'
}

refuses_type() {
  open_terminal 80 24
  type_line "clear; TERM=$1 $program 2>$work/err"
  expect 'exit=2 >'
  [ "$(wc -l <"$work/err")" = 1 ] || fail "not one line: $(cat "$work/err")"
  grep -q "TERM=$1" "$work/err" || fail "does not name the type: $(cat "$work/err")"
}

test_dumb_terminal_is_refused_in_one_line() { refuses_type dumb; }
test_unknown_terminal_is_refused_in_one_line() { refuses_type no-such-terminal; }

# start_building: the first start over the larger sample, with parameters that keep it building for long.
start_building() {
  open_terminal 80 24 "BEAMSCOPE_SAMPLE_DATA=$work/larger"
  mkdir -p "$work/larger"
  cp -R "$here/../../sample-data/debian-packages" "$work/larger/"
  sed -i 's/"L": 64/"L": 900/' "$work/larger/debian-packages/dataset.json"
  start
  expect 'so far'
}

leaves_no_files() {
  local left
  left=$(find "$work/home" \( -path "$work/home/none" -o -path "$work/home/.local/state" \) -prune -o -type f -print)
  [ -z "$left" ] || fail "files are left: $left"
}

test_keys_are_answered_during_a_build_and_leaving_asks_once() {
  start_building
  press '?'
  expect 'Enter run it'
  press Escape
  expect_gone 'Enter run it'
  press q
  expect 'Cancel it and leave?'
  press q
  expect_end 0
  leaves_no_files
}

test_SIGTERM_during_a_build_leaves_nothing_behind() {
  start_building
  kill -TERM "$(program_id)"
  expect_end 143
  leaves_no_files
}

test_crash_during_a_build_leaves_the_terminal_sane() {
  start_building
  kill -SEGV "$(program_id)"
  expect_end 139
}
