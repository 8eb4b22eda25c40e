// gatewarden scan ble: the Bluetooth devices in the air, or in a recording.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <cmath>
#include <iostream>

#include "adapters/ble/commission/air_scan.hpp"
#include "adapters/ble/commission/scan_text.hpp"
#include "gateway/app/choose_air.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/commands/line_options.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/progress_bar.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  AirOptions air;
  double seconds = 0;  // 0: not given
  bool json = false;
};

constexpr double kListen = 20;  // seconds

constexpr double kMostSeconds = 1e8;

Duration listening(const Options& options) {
  const double seconds = options.seconds > 0 ? std::min(options.seconds, kMostSeconds) : kListen;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

// How far a scan of a radio is, and what troubles it, until its time is over.
class Watch {
 public:
  Watch(Clock& clock, ProgressBar& bar, const ble::Radio& radio, const ble::AirScan& work, Duration listen,
        std::function<void()> over)
      : clock_(clock), bar_(bar), radio_(radio), work_(work), listen_(listen), over_(std::move(over)) {
    timer_ = clock_.timer([this] { look(); });
    look();
  }

 private:
  void look() {
    const Duration passed = clock_.now() - began_;
    if (passed >= listen_) return over_();
    const auto seconds = [](Duration time) {
      return static_cast<std::size_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
    };
    bar_.draw({seconds(passed), seconds(listen_), std::to_string(work_.devices().size()) + " devices, s", {}},
              clock_.now());
    if (const std::string why = radio_.snapshot().why; why != why_) {
      why_ = why;
      if (!why.empty()) bar_.say("gatewarden: " + printable(why));
    }
    timer_->arm(clock_.now() + ProgressBar::kRedraw);
  }

  Clock& clock_;
  ProgressBar& bar_;
  const ble::Radio& radio_;
  const ble::AirScan& work_;
  Duration listen_;
  std::function<void()> over_;
  SteadyTime began_ = clock_.now();
  std::unique_ptr<Timer> timer_;
  std::string why_;
};

void print_lines(std::string_view lines, boost::asio::io_context& io) {
  std::cout << lines << std::flush;
  if (!std::cout) io.stop();  // nobody reads any more
}

ble::AirScan::Options work_options(const Options& options, boost::asio::io_context& io, ProgressBar& bar) {
  const bool live = options.air.replay.empty();
  ble::AirScan::Options work;
  work.done = [&io] { io.stop(); };
  if (options.json) {
    work.json = [&io](std::string_view lines) { print_lines(lines, io); };
    work.json_at_once = live ? 0 : 64 * 1024;
  } else if (live) {
    work.found = [&bar](const ble::HeardDevice& device) { bar.say(found_text(device)); };
  }
  if (!live && options.seconds > 0)
    work.most_us = std::llround(std::min(options.seconds, kMostSeconds) * 1e6);
  return work;
}

int scan(const Options& options) {
  boost::asio::io_context io;
  SystemClock clock(io);
  const bool live = options.air.replay.empty();
  const auto air = choose_air(options.air, io, clock, [&io] { io.stop(); });
  if (!air) {
    std::cerr << "gatewarden: " << printable_lines(air.error()) << "\n";
    return kConfiguration;
  }
  ProgressBar bar(STDERR_FILENO);
  ble::AirScan work(air->keys, work_options(options, io, bar));
  air->radio->start(work);
  std::optional<Watch> watch;
  if (live) watch.emplace(clock, bar, *air->radio, work, listening(options), [&io] { io.stop(); });
  const bool interrupted = run_until_interrupted(io);
  const std::string why = air->radio->snapshot().why;
  watch.reset();
  air->radio->stop();
  bar.clear();

  work.flush();
  if (!options.json) {
    std::cout << scan_text(work.devices(), screen_of(STDOUT_FILENO).columns);
    const std::string yaml = scan_yaml(work.devices(), air->place);
    std::cout << (yaml.empty() ? "" : "\n" + yaml) << std::flush;
  }
  if (interrupted) std::cerr << "gatewarden: interrupted\n";
  if (!live && !why.empty()) std::cerr << "gatewarden: " << printable(why) << "\n";
  const bool heard = work.devices().advertisements() > 0;
  if (!live && !heard && !why.empty()) return leave(io, kConfiguration);
  return leave(io, heard && why.empty() && !interrupted && std::cout ? kFine : kFailed);
}

}  // namespace

void add_scan_ble(const Command& scanning, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command over =
      scanning.add_command("ble", "Bluetooth: what is in the air, or in a recording; only listens");
  add_air_options(over, options->air);
  over.text("--replay", options->air.replay,
            "a btsnoop file (btmon -w, Android, gatewarden record) instead of a radio");
  over.text("--keys", options->air.keys,
            "the devices' keys, in a file of mode 0600 with lines AA:BB:CC:DD:EE:FF hexkey");
  over.seconds("--seconds", options->seconds,
               "how long to listen (20s); of a recording, its beginning (all)");
  over.flag("--json", options->json, "print each advertisement as one line of JSON, in their order");
  over.footer(
      "Ends in a fleet file to begin with; with --fleet, in the children for that file.\n"
      "Ctrl-C ends it and shows what was found so far.\n"
      "Exit codes: 0 something was heard, 1 nothing was or it was not finished, 2 wrong command line, fleet file "
      "or recording.");
  over.chosen([options, &chosen] { chosen = [options] { return scan(*options); }; });
}

}  // namespace gatewarden::app
