# A terminal to test in. All steps end the test with the screen when they do not come true.

# Stands in the footer of every screen; drawn last, so it means that the frame is whole.
ready='? help'
seconds=${TERMINAL_TEST_SECONDS:-20}
# `run` gives each lane a socket and a folder $work of its own.

in_tmux() { tmux -L "$socket" -f /dev/null "$@"; }

stop_terminal() { in_tmux kill-server 2>/dev/null; }

# open_terminal COLUMNS ROWS [VARIABLE=VALUE...]: a shell whose prompt shows the last exit code, in a home of
# its own, without sample data unless the test names some: then nothing is built behind its back.
open_terminal() {
  local columns=$1 rows=$2
  shift 2
  stop_terminal
  rm -rf "$work/home"
  mkdir -p "$work/home/none"
  env -i PATH="$PATH" HOME="$work/home" LANG=C.UTF-8 TERM=xterm-256color \
    BEAMSCOPE_SAMPLE_DATA="$work/home/none" \
    tmux -L "$socket" -f /dev/null new-session -d -x "$columns" -y "$rows" -c "$work/home" \
    env TERM=tmux-256color "$@" PS1='exit=$? > ' bash --norc --noprofile || fail "no terminal"
  in_tmux set -g status off
  in_tmux resize-window -x "$columns" -y "$rows"
  expect 'exit=0 >'
}

screen() { in_tmux capture-pane -p; }

fail() {
  echo "$*"
  echo "--- screen"
  screen
  exit 1
}

# press KEY...: names as tmux knows them (Enter, Escape, C-c, F1) or characters.
press() { in_tmux send-keys "$@" || fail "cannot press $*"; }

# type_line TEXT: text and Enter.
type_line() {
  in_tmux send-keys -l "$1"
  press Enter
}

# until_true WHAT COMMAND...: polls.
until_true() {
  local what=$1 end=$((SECONDS + seconds))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || fail "within $seconds s there was no: $what"
    sleep 0.03
  done
}

shows() { screen | grep -qF -- "$1"; }
shows_not() { ! shows "$1"; }
last_line_shows() { screen | tail -n 1 | grep -qF -- "$1"; }

# expect TEXT: waits until the screen shows it.
expect() { until_true "$1" shows "$1"; }
expect_gone() { until_true "end of $1" shows_not "$1"; }

# start [ARGUMENT...]: the program, until its first frame is whole.
start() {
  type_line "clear; stty -g >$work/modes-before; $program $*"
  expect "$ready"
}

# The program itself: the only child of the shell.
program_id() { pgrep -P "$(in_tmux display -p '#{pane_pid}')"; }

# expect_end CODE: the program has ended so, and the terminal is as it was.
expect_end() {
  expect "exit=$1 >"
  local state
  state=$(in_tmux display -p '#{alternate_on} #{cursor_flag} #{keypad_flag} #{mouse_any_flag}')
  [ "$state" = "0 1 0 0" ] || fail "alternate screen, cursor, keypad, mouse: $state, not 0 1 0 0"
  type_line "clear; stty -g >$work/modes-after; echo modes are saved"
  # The echo of the typed line would show even if the command failed; its output stands at the line's start.
  until_true "saved modes" output_line "modes are saved"
  cmp -s "$work/modes-before" "$work/modes-after" ||
    fail "modes before: $(cat "$work/modes-before"), after: $(cat "$work/modes-after")"
}

output_line() { screen | grep -qx -- "$1 *"; }
