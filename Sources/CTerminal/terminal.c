#define _GNU_SOURCE
#include "terminal_private.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

static SCREEN *screen;
static int color_count;
static attr_t style_attributes[TERMINAL_STYLE_COUNT];
static short style_pairs[TERMINAL_STYLE_COUNT];

bool terminal_locale_is_utf8(void) {
  // Only LC_CTYPE: a decimal comma would otherwise reach C code that prints numbers.
  setlocale(LC_CTYPE, "");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/// Appends a terminfo string without its padding marks `$<...>`, which only old hardware needs.
static size_t append_capability(char *_Nonnull buffer, size_t used, size_t size, const char *name) {
  char *text = tigetstr(name);
  if (text == NULL || text == (char *)-1) return used;
  for (; *text != 0 && used + 1 < size; text++) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end != NULL) {
      text += end - text;
    } else {
      buffer[used++] = *text;
    }
  }
  return used;
}

/// The commands that make the terminal usable again, ready for a signal handler.
static void prepare_restore_text(bool has_mouse) {
  static const char *const names[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
  // What ncurses sends to turn reports of the mouse off, in both encodings.
  static const char mouse_off[] = "\033[?1006;1000l";
  char text[RESTORE_TEXT_SIZE];
  size_t used = has_mouse ? sizeof mouse_off - 1 : 0;
  memcpy(text, mouse_off, used);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    used = append_capability(text, used, sizeof text, names[i]);
  }
  guard_set_restore_text(text, used);
}

/// Key presses one by one, without echo; Ctrl-C, Ctrl-S, Ctrl-Q and Ctrl-V are keys like others. Ctrl-Z and
/// Ctrl-\ stay signals: they work when the program does not.
static void set_modes(void) {
  cbreak();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  // The user's own ESCDELAY has been read by newterm; the default of a second makes Esc feel broken.
  if (getenv("ESCDELAY") == NULL) set_escdelay(25);
  struct termios modes;
  if (tcgetattr(STDIN_FILENO, &modes) == 0) {
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    modes.c_lflag &= ~(tcflag_t)IEXTEN;
    modes.c_cc[VINTR] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
  }
  def_prog_mode();
  curs_set(0);
}

static void start_colors(void) {
  if (!has_colors() || start_color() == ERR) return;
  // Without default colours every pair would paint a background: then rather no colours.
  if (use_default_colors() != ERR) color_count = COLORS;
}

int32_t terminal_open(bool wants_colors) {
  if (screen != NULL) return TERMINAL_OPENED;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return TERMINAL_IS_NO_TTY;
  terminal_locale_is_utf8();
  if (!guard_begin()) return TERMINAL_SYSTEM_ERROR;
  screen = newterm(NULL, stdout, stdin);
  if (screen == NULL) {
    guard_end();
    return TERMINAL_IS_UNKNOWN;
  }
  char *place_cursor = tigetstr("cup");
  if (place_cursor == NULL || place_cursor == (char *)-1) {
    endwin();
    delscreen(screen);
    screen = NULL;
    guard_end();
    return TERMINAL_CANNOT_MOVE_CURSOR;
  }
  prepare_restore_text(false);
  color_count = 0;
  if (wants_colors) start_colors();
  set_modes();
  static bool closes_at_exit;
  if (!closes_at_exit) closes_at_exit = atexit(terminal_close) == 0;
  return TERMINAL_OPENED;
}

void terminal_close(void) {
  if (screen == NULL || guard_is_dead()) return;
  guard_set_restore_text("", 0);
  curs_set(1);
  endwin();
  delscreen(screen);
  screen = NULL;
  guard_end();
}

int32_t terminal_color_count(void) { return screen == NULL ? 0 : color_count; }

void terminal_size(int32_t *columns, int32_t *rows) {
  *columns = screen == NULL ? 0 : getmaxx(stdscr);
  *rows = screen == NULL ? 0 : getmaxy(stdscr);
}

void terminal_define_style(int32_t style, int32_t foreground, uint32_t attributes) {
  if (screen == NULL || style < 0 || style >= TERMINAL_STYLE_COUNT) return;
  attr_t mask = A_NORMAL;
  if (attributes & TERMINAL_BOLD) mask |= A_BOLD;
  if (attributes & TERMINAL_DIM) mask |= A_DIM;
  if (attributes & TERMINAL_REVERSE) mask |= A_REVERSE;
  if (attributes & TERMINAL_UNDERLINE) mask |= A_UNDERLINE;
  style_attributes[style] = mask;
  short pair = (short)(style + 1);
  bool has_pair = foreground >= 0 && foreground < color_count && pair < COLOR_PAIRS &&
                  init_pair(pair, (short)foreground, -1) == OK;
  style_pairs[style] = has_pair ? pair : 0;
}

void terminal_erase(bool repaint) {
  if (screen == NULL) return;
  attr_set(A_NORMAL, 0, NULL);
  werase(stdscr);
  if (repaint) clearok(curscr, TRUE);
}

void terminal_put(int32_t x, int32_t y, const uint8_t *text, int32_t byte_count, int32_t style) {
  if (screen == NULL || style < 0 || style >= TERMINAL_STYLE_COUNT) return;
  attr_set(style_attributes[style], style_pairs[style], NULL);
  // The last cell of the screen is written and reported as an error, since the cursor cannot go on.
  (void)mvaddnstr(y, x, (const char *)text, byte_count);
}

void terminal_present(int32_t cursor_x, int32_t cursor_y, bool cursor_is_visible) {
  if (screen == NULL || !guard_enter_drawing()) return;
  curs_set(cursor_is_visible ? 1 : 0);
  move(cursor_y, cursor_x);
  wnoutrefresh(stdscr);
  doupdate();
  guard_leave_drawing();
}

void terminal_use_mouse(bool wanted) {
  if (screen == NULL) return;
  // Without an interval each press counts at once; two of them are told apart above.
  mouseinterval(0);
  mousemask(wanted ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
  prepare_restore_text(wanted);
}

void terminal_send(const uint8_t *bytes, int32_t byte_count) {
  if (screen == NULL || !guard_enter_drawing()) return;
  fflush(stdout);
  while (byte_count > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, (size_t)byte_count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    bytes += written;
    byte_count -= (int32_t)written;
  }
  guard_leave_drawing();
}

/// Takes the size that the kernel knows; the signal says only that it may have changed.
static void take_size(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  if (is_term_resized(size.ws_row, size.ws_col)) resizeterm(size.ws_row, size.ws_col);
}

static void suspend(void) {
  if (!guard_enter_drawing()) return;
  curs_set(1);
  endwin();
  guard_stop_process();
  reset_prog_mode();
  clearok(curscr, TRUE);
  guard_leave_drawing();
}

uint32_t terminal_wait(int32_t timeout_milliseconds) {
  if (screen == NULL) return TERMINAL_MUST_STOP;
  uint32_t found = guard_poll(timeout_milliseconds);
  uint32_t bits = found & (TERMINAL_HAS_INPUT | TERMINAL_WAS_WOKEN | TERMINAL_MUST_STOP);
  if (found & GUARD_ASKS_TO_SUSPEND) suspend();
  if (found & GUARD_CONTINUED) {
    // A shell may have changed the modes meanwhile.
    reset_prog_mode();
    clearok(curscr, TRUE);
  }
  if (found & (GUARD_SIZE_CHANGED | GUARD_ASKS_TO_SUSPEND | GUARD_CONTINUED)) {
    take_size();
    bits |= TERMINAL_WAS_RESIZED;
  }
  return bits;
}

static uint32_t key_code(wint_t key) {
  switch (key) {
    case KEY_UP: return TERMINAL_KEY_UP;
    case KEY_DOWN: return TERMINAL_KEY_DOWN;
    case KEY_LEFT: return TERMINAL_KEY_LEFT;
    case KEY_RIGHT: return TERMINAL_KEY_RIGHT;
    case KEY_PPAGE: return TERMINAL_KEY_PAGE_UP;
    case KEY_NPAGE: return TERMINAL_KEY_PAGE_DOWN;
    case KEY_HOME: case KEY_FIND: return TERMINAL_KEY_HOME;
    case KEY_END: case KEY_SELECT: return TERMINAL_KEY_END;
    case KEY_BACKSPACE: return TERMINAL_KEY_BACKSPACE;
    case KEY_DC: return TERMINAL_KEY_DELETE;
    case KEY_ENTER: return TERMINAL_KEY_ENTER;
    case KEY_BTAB: return TERMINAL_KEY_BACK_TAB;
    default: break;
  }
  if (key > KEY_F0 && key <= (wint_t)KEY_F(12)) return TERMINAL_KEY_F0 + (key - KEY_F0);
  return 0;
}

/// What the mouse did; 0 for what nobody asked for.
static uint32_t mouse_code(mmask_t state) {
  if (state & BUTTON1_PRESSED) return TERMINAL_LEFT_BUTTON;
  if (state & BUTTON4_PRESSED) return TERMINAL_WHEEL_UP;
  if (state & BUTTON5_PRESSED) return TERMINAL_WHEEL_DOWN;
  return 0;
}

struct terminal_event terminal_next_event(void) {
  struct terminal_event event = {.kind = TERMINAL_NO_EVENT};
  wint_t key = 0;
  while (screen != NULL && !guard_is_dead()) {
    int kind = wget_wch(stdscr, &key);
    if (kind == ERR) break;
    if (kind == OK) {
      event = (struct terminal_event){.kind = TERMINAL_CHARACTER, .code = key};
      break;
    }
    MEVENT mouse;
    if (key == KEY_MOUSE) {
      uint32_t done = getmouse(&mouse) == OK ? mouse_code(mouse.bstate) : 0;
      if (done == 0) continue;
      event = (struct terminal_event){TERMINAL_MOUSE, done, mouse.x, mouse.y};
      break;
    }
    // Keys that nobody uses, and the note on a new size that resizeterm leaves behind.
    uint32_t code = key_code(key);
    if (code == 0) continue;
    event = (struct terminal_event){.kind = TERMINAL_KEY, .code = code};
    break;
  }
  return event;
}
