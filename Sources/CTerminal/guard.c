#define _GNU_SOURCE
#include "terminal_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

// Signals that ask the program to stop or tell it something: noted, and the wait is ended.
static const int asking_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH};
enum { ASKING_COUNT = sizeof asking_signals / sizeof *asking_signals };
static struct sigaction asking_before[ASKING_COUNT];

// Signals after which nothing can go on.
static const int fatal_signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
enum { FATAL_COUNT = sizeof fatal_signals / sizeof *fatal_signals };
static struct sigaction fatal_before[FATAL_COUNT];

static atomic_int wake_descriptor = -1;
static atomic_int stop_signal;
static atomic_bool size_changed, asks_to_suspend, continued;
static atomic_bool dead, drawing;

static struct termios modes_before;
static int error_before = -1;
static int error_memory = -1;
static long owner_thread;
static char restore_text[RESTORE_TEXT_SIZE];
static size_t restore_byte_count;

void terminal_wake(void) {
  int descriptor = atomic_load(&wake_descriptor);
  uint64_t one = 1;
  // A full counter means that the wait is already being ended.
  if (descriptor >= 0) (void)!write(descriptor, &one, sizeof one);
}

int32_t terminal_stop_signal(void) { return atomic_load(&stop_signal); }

bool guard_is_dead(void) { return atomic_load(&dead); }

bool guard_enter_drawing(void) {
  atomic_store(&drawing, true);
  if (!atomic_load(&dead)) return true;
  atomic_store(&drawing, false);
  return false;
}

void guard_leave_drawing(void) { atomic_store(&drawing, false); }

void guard_set_restore_text(const char *text, size_t byte_count) {
  restore_byte_count = 0;
  if (byte_count > sizeof restore_text) return;
  memcpy(restore_text, text, byte_count);
  restore_byte_count = byte_count;
}

static void write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

/// Gives standard error back and writes what was held back. Safe in a signal handler.
static void restore_error(void) {
  if (error_before < 0) return;
  dup2(error_before, STDERR_FILENO);
  char buffer[4096];
  off_t place = 0;
  ssize_t count;
  while ((count = pread(error_memory, buffer, sizeof buffer, place)) > 0) {
    write_all(STDERR_FILENO, buffer, (size_t)count);
    place += count;
  }
}

static void note_signal(int number) {
  int saved = errno;
  switch (number) {
    case SIGWINCH: atomic_store(&size_changed, true); break;
    case SIGTSTP: atomic_store(&asks_to_suspend, true); break;
    case SIGCONT: atomic_store(&continued, true); break;
    default: atomic_store(&stop_signal, number);
  }
  terminal_wake();
  errno = saved;
}

/// Lets the owner of the screen finish what it is sending, a tenth of a second at most.
static void wait_for_drawing(void) {
  if (syscall(SYS_gettid) == owner_thread) return;
  for (int i = 0; i < 100 && atomic_load(&drawing); i++) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
}

/// Runs the handler that was there before, if any: the backtracer of Swift.
static void run_handler_before(int number, siginfo_t *info, void *context) {
  for (int i = 0; i < FATAL_COUNT; i++) {
    if (fatal_signals[i] != number) continue;
    const struct sigaction *before = &fatal_before[i];
    if (before->sa_flags & SA_SIGINFO) {
      before->sa_sigaction(number, info, context);
    } else if (before->sa_handler != SIG_DFL && before->sa_handler != SIG_IGN) {
      before->sa_handler(number);
    }
  }
}

/// Restores the terminal, lets the backtracer report, and dies of the signal. The signal is raised again since
/// returning is not enough: a signal that was sent, unlike a fault, would not come again.
static void restore_and_die(int number, siginfo_t *info, void *context) {
  if (!atomic_exchange(&dead, true)) {
    wait_for_drawing();
    write_all(STDOUT_FILENO, restore_text, restore_byte_count);
    tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
    restore_error();
  }
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &fatal_before[i], NULL);
  run_handler_before(number, info, context);
  signal(number, SIG_DFL);
  raise(number);
}

static void take_signals(void) {
  struct sigaction action = {.sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  action.sa_handler = note_signal;
  for (int i = 0; i < ASKING_COUNT; i++) {
    sigaction(asking_signals[i], NULL, &asking_before[i]);
    // What was ignored from the start (nohup) stays ignored.
    if (asking_before[i].sa_handler != SIG_IGN) sigaction(asking_signals[i], &action, NULL);
  }
  action = (struct sigaction){.sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  action.sa_sigaction = restore_and_die;
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &action, &fatal_before[i]);
}

/// Standard error on a terminal would be painted over and lost: it goes to memory for now.
static bool divert_error(void) {
  if (!isatty(STDERR_FILENO)) return true;
  error_memory = memfd_create("stderr", MFD_CLOEXEC);
  error_before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (error_memory >= 0 && error_before >= 0 && dup2(error_memory, STDERR_FILENO) >= 0) return true;
  int saved = errno;
  if (error_memory >= 0) close(error_memory);
  if (error_before >= 0) close(error_before);
  error_memory = error_before = -1;
  errno = saved;
  return false;
}

bool guard_begin(void) {
  if (atomic_load(&wake_descriptor) < 0) {
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (descriptor < 0) return false;
    // Never closed: a worker may wake the screen until the very end.
    atomic_store(&wake_descriptor, descriptor);
  }
  if (tcgetattr(STDIN_FILENO, &modes_before) != 0 || !divert_error()) return false;
  atomic_store(&stop_signal, 0);
  owner_thread = syscall(SYS_gettid);
  take_signals();
  return true;
}

void guard_end(void) {
  tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal_signals[i], &fatal_before[i], NULL);
  for (int i = 0; i < ASKING_COUNT; i++) sigaction(asking_signals[i], &asking_before[i], NULL);
  restore_error();
  if (error_before < 0) return;
  close(error_before);
  close(error_memory);
  error_before = error_memory = -1;
}

void guard_stop_process(void) {
  struct sigaction usual = {.sa_handler = SIG_DFL};
  struct sigaction ours;
  sigaction(SIGTSTP, &usual, &ours);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

uint32_t guard_poll(int timeout_milliseconds) {
  // After a fatal signal in another thread the backtracer owns the terminal.
  while (atomic_load(&dead)) pause();
  struct pollfd places[] = {
      {.fd = STDIN_FILENO, .events = POLLIN},
      {.fd = atomic_load(&wake_descriptor), .events = POLLIN},
  };
  uint32_t found = 0;
  if (poll(places, 2, timeout_milliseconds) > 0) {
    if (places[0].revents & POLLIN) found |= TERMINAL_HAS_INPUT;
    // The terminal is gone, and not every death of a terminal sends SIGHUP to everyone.
    if ((places[0].revents & (POLLHUP | POLLERR | POLLNVAL)) && atomic_load(&stop_signal) == 0) {
      atomic_store(&stop_signal, SIGHUP);
    }
    uint64_t count;
    if (read(places[1].fd, &count, sizeof count) > 0) found |= TERMINAL_WAS_WOKEN;
  }
  if (atomic_exchange(&size_changed, false)) found |= GUARD_SIZE_CHANGED;
  if (atomic_exchange(&asks_to_suspend, false)) found |= GUARD_ASKS_TO_SUSPEND;
  if (atomic_exchange(&continued, false)) found |= GUARD_CONTINUED;
  if (atomic_load(&stop_signal) != 0) found |= TERMINAL_MUST_STOP;
  return found;
}
