#pragma once
#include "CTerminal.h"

#include <stddef.h>
#include <termios.h>
#include <unistd.h>

// The guard keeps the terminal safe: it owns the saved modes, standard error, the signals and the wait.
// It knows nothing of curses, so all that its handlers call may be called in a signal handler.

enum { RESTORE_TEXT_SIZE = 256 };

/// Bits of guard_poll beside those of terminal_wait.
enum {
  GUARD_SIZE_CHANGED = 1 << 8,
  GUARD_ASKS_TO_SUSPEND = 1 << 9,
  GUARD_CONTINUED = 1 << 10,
};

/// Saves modes, diverts standard error, takes over the signals. False with errno when the system refuses.
bool guard_begin(void);

/// Gives everything back and writes what was held back of standard error.
void guard_end(void);

/// What a fatal signal writes to the terminal before it takes its course.
void guard_set_restore_text(const char *_Nonnull text, size_t byte_count);

/// Marks that bytes are on their way to the terminal; false once a fatal signal has restored it.
bool guard_enter_drawing(void);
void guard_leave_drawing(void);

/// Whether a fatal signal has restored the terminal: nobody may write to it any more.
bool guard_is_dead(void);

/// Stops the process as Ctrl-Z does without a handler; returns when it is continued.
void guard_stop_process(void);

/// Waits for input, a wake or a signal.
uint32_t guard_poll(int timeout_milliseconds);
