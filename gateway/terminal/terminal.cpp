#include "gateway/terminal/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/terminal/printer.hpp"

namespace gatewarden {
namespace {

// Of a terminal: the alternate screen without a cursor, and the operator's own again.
constexpr std::string_view kAlternate = "\x1b[?1049h\x1b[?25l", kOwn = "\x1b[?25h\x1b[?1049l";

// Overwrites in place: clearing would flicker.
std::string drawn(const std::string& page, std::size_t rows) {
  std::string out = "\x1b[H";
  std::size_t shown = 0, at = 0;
  for (; at < page.size() && (rows == 0 || shown < rows); ++shown) {
    const std::size_t end = std::min(page.find('\n', at), page.size());
    if (shown > 0) out += "\r\n";
    out.append(page, at, end - at);
    out += "\x1b[K";
    at = end + 1;
  }
  return out + "\x1b[J";
}

// Blocks signals while it exists; wait() takes them. No handler, no race.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) sigaddset(&held_, number);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // False if the user wants to end.
  bool wait(Duration interval) const {
    const auto whole = std::chrono::floor<std::chrono::seconds>(interval);
    const timespec limit{whole.count(), (interval - whole).count()};
    const int signal = sigtimedwait(&held_, nullptr, &limit);
    return signal < 0 || signal == SIGWINCH;
  }

 private:
  sigset_t held_{}, before_{};
};

}  // namespace

Screen screen_of(int descriptor) {
  Screen screen;
  if (::isatty(descriptor) == 0) return screen;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0) {
    screen.columns = size.ws_col;
    screen.rows = size.ws_row;
  }
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  screen.colours = (!no_colour || !*no_colour) && terminal && std::string_view(terminal) != "dumb";
  return screen;
}

void watch(int descriptor, Duration interval, const std::function<std::string(const Screen&)>& page) {
  const HeldSignals signals;
  const bool terminal = ::isatty(descriptor) != 0;
  Printer printer(descriptor);
  if (terminal) printer.print(kAlternate);
  bool taken = true;  // what is not is followed by no more: a later page tells it as it stands then
  do {
    const Screen screen = screen_of(descriptor);
    if (taken) printer.print(terminal ? drawn(page(screen), screen.rows) : page(screen) + "\n");
    taken = printer.wait(Printer::kPatience);
  } while (!printer.gone() && signals.wait(interval));
  if (terminal) printer.print(kOwn);
}

}  // namespace gatewarden
