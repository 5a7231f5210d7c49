#pragma once
#include <stdbool.h>
#include <stdint.h>

// A terminal in a dozen functions. <curses.h> stays behind them: its macros, mutable globals and variadic
// functions cannot be used from Swift. Everything but terminal_wake belongs to one thread, the one that
// calls terminal_open: curses is not thread-safe.

/// Why the terminal could not be opened.
enum {
  TERMINAL_OPENED = 0,
  /// Standard input or output is no terminal.
  TERMINAL_IS_NO_TTY = 1,
  /// TERM is not set, or no description of it is installed.
  TERMINAL_IS_UNKNOWN = 2,
  /// The terminal cannot place its cursor (TERM=dumb).
  TERMINAL_CANNOT_MOVE_CURSOR = 3,
  /// The system refused a descriptor; errno says why.
  TERMINAL_SYSTEM_ERROR = 4,
};

/// What terminal_wait found, as bits; none of them means that the time is over.
enum {
  TERMINAL_HAS_INPUT = 1,
  TERMINAL_WAS_WOKEN = 2,
  /// A new size, or the screen must be drawn anew after a stop.
  TERMINAL_WAS_RESIZED = 4,
  /// INT, TERM, HUP or QUIT arrived, or the terminal is gone; terminal_stop_signal says which.
  TERMINAL_MUST_STOP = 8,
};

/// What terminal_next_event read.
enum {
  TERMINAL_NO_EVENT = 0,
  /// `code` is a Unicode scalar, control characters included.
  TERMINAL_CHARACTER = 1,
  /// `code` is one of the keys below, or TERMINAL_KEY_F0 + n.
  TERMINAL_KEY = 2,
  /// `code` is what the mouse did, at `x` and `y`.
  TERMINAL_MOUSE = 3,
};

/// What the mouse did.
enum {
  TERMINAL_LEFT_BUTTON = 1,
  TERMINAL_WHEEL_UP = 2,
  TERMINAL_WHEEL_DOWN = 3,
};

enum {
  TERMINAL_KEY_UP = 1,
  TERMINAL_KEY_DOWN,
  TERMINAL_KEY_LEFT,
  TERMINAL_KEY_RIGHT,
  TERMINAL_KEY_PAGE_UP,
  TERMINAL_KEY_PAGE_DOWN,
  TERMINAL_KEY_HOME,
  TERMINAL_KEY_END,
  TERMINAL_KEY_BACKSPACE,
  TERMINAL_KEY_DELETE,
  TERMINAL_KEY_ENTER,
  TERMINAL_KEY_BACK_TAB,
  TERMINAL_KEY_F0 = 100,
};

/// One key press, or one press of the mouse on a cell.
struct terminal_event {
  uint32_t kind;
  uint32_t code;
  int32_t x;
  int32_t y;
};

/// Attributes of a style, as bits.
enum {
  TERMINAL_BOLD = 1,
  TERMINAL_DIM = 2,
  TERMINAL_REVERSE = 4,
  TERMINAL_UNDERLINE = 8,
};

/// Styles that can be defined: 0 up to, not including, this.
enum { TERMINAL_STYLE_COUNT = 48 };

/// Whether the locale of the environment encodes characters in UTF-8. Sets the process's LC_CTYPE.
bool terminal_locale_is_utf8(void);

/// Enters full-screen mode; with `wants_colors` false no colour is ever set. Until terminal_close, what the
/// process writes to a standard error that is a terminal is held back; a fatal signal restores the terminal
/// before it takes its course. Returns TERMINAL_OPENED or why not, and then nothing is changed.
int32_t terminal_open(bool wants_colors);

/// Leaves full-screen mode, restores modes, signals and standard error, and writes what was held back.
/// Does nothing when the terminal is not open.
void terminal_close(void);

/// Colours that may be used: 0, 8, 16, 88 or 256.
int32_t terminal_color_count(void);

/// Columns and rows now.
void terminal_size(int32_t *_Nonnull columns, int32_t *_Nonnull rows);

/// Defines a style by its colour (-1: the terminal's own) and attribute bits.
void terminal_define_style(int32_t style, int32_t foreground, uint32_t attributes);

/// Blanks the whole screen; with `repaint` the terminal's contents are not trusted and all is sent again.
void terminal_erase(bool repaint);

/// Puts UTF-8 text at a place that is on the screen.
void terminal_put(
    int32_t x, int32_t y, const uint8_t *_Nonnull text, int32_t byte_count, int32_t style);

/// Sends what changed to the terminal, in one piece, and places the cursor.
void terminal_present(int32_t cursor_x, int32_t cursor_y, bool cursor_is_visible);

/// Has the terminal report the left button and the wheel, or leaves the mouse to the terminal itself.
void terminal_use_mouse(bool wanted);

/// Sends bytes that show nothing to the terminal, such as text for its clipboard.
void terminal_send(const uint8_t *_Nonnull bytes, int32_t byte_count);

/// Waits for keys, terminal_wake or a signal, `timeout_milliseconds` at most (-1: as long as it takes).
/// Ctrl-Z stops the process in here. Returns the bits of what came.
uint32_t terminal_wait(int32_t timeout_milliseconds);

/// The next key that is already there.
struct terminal_event terminal_next_event(void);

/// The signal that asks the program to stop; 0 for none.
int32_t terminal_stop_signal(void);

/// Ends terminal_wait. The only function for any thread; before terminal_open it does nothing.
void terminal_wake(void);
