# The same frames on other terminals, locales and sizes.

looks_on() {
  open_terminal 80 24
  type_line "clear; stty -g >$work/modes-before; TERM=$1 $program"
  expect "$ready"
  press '?'
  press Escape
  expect "$ready"
  press q
  expect_end 0
}

test_terminal_type_linux() { looks_on linux; }
test_terminal_type_vt100() { looks_on vt100; }
test_terminal_type_screen() { looks_on screen; }
test_terminal_type_xterm_256color() { looks_on xterm-256color; }

# Colour commands of the screen, as tmux tells them: 38;5;n, 48;5;n, 3n, 4n, 9n, 10n.
color_commands() {
  in_tmux capture-pane -p -e | grep -oE $'\033\\[[0-9;]*m' |
    grep -E '[[;](3[0-8]|4[0-8]|9[0-7]|10[0-7])(;|m)'
}

test_colours_are_used_without_backgrounds() {
  open_terminal 80 24
  start
  color_commands >/dev/null || fail "no colours"
  color_commands | grep -E '[[;](4[0-8]|10[0-7])(;|m)' && fail "a background is painted"
  return 0
}

test_NO_COLOR_means_none() {
  open_terminal 80 24 NO_COLOR=1
  start
  color_commands && fail "colours in spite of NO_COLOR"
  return 0
}

test_locale_C_gets_ASCII_only() {
  open_terminal 80 24 LANG=C
  start
  screen | LC_ALL=C grep -n '[^ -~]' && fail "not ASCII"
  return 0
}

test_UTF8_locale_gets_box_lines() {
  open_terminal 80 24
  start
  shows '─' || fail "no box lines"
}

test_tiny_screens_stay_alive() {
  open_terminal 80 24
  start
  local id
  id=$(program_id)
  for size in 30x8 10x3 2x2 1x1; do
    in_tmux resize-window -x "${size%x*}" -y "${size#*x}"
    press Down
  done
  in_tmux resize-window -x 80 -y 24
  until_true "the whole frame again" last_line_shows "$ready"
  [ "$(program_id)" = "$id" ] || fail "the program is gone"
  in_tmux resize-window -x 20 -y 5
  press q
  in_tmux resize-window -x 80 -y 24
  expect 'exit=0 >'
}

test_storm_of_resizes_ends_on_the_right_frame() {
  open_terminal 80 24
  start
  for i in $(seq 1 30); do in_tmux resize-window -x $((60 + i * 2)) -y $((16 + i % 20)); done
  in_tmux resize-window -x 110 -y 33
  until_true "footer in the last row" last_line_shows "$ready"
  [ "$(screen | wc -l)" = 33 ] || fail "not 33 rows"
  screen >"$work/after-storm"
  press C-l
  until_true "the same frame after a repaint" same_as "$work/after-storm"
}

same_as() { screen | cmp -s - "$1"; }

# Ticks of 10 ms that the program has used so far.
used_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }

test_idle_program_uses_no_processor() {
  open_terminal 80 24
  start
  press Down
  # The start may still be looking around; but from some second on nothing may be used.
  until_true "a second without work" is_idle "$(program_id)"
}

is_idle() {
  local before
  before=$(used_ticks "$1")
  # Not a wait for something to happen: the second is what is measured.
  sleep 1
  [ "$(used_ticks "$1")" = "$before" ]
}
