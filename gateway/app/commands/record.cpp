// gatewarden record ble LINK FILE: what a radio hears, as a btsnoop file.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "adapters/ble/commission/recorder.hpp"
#include "gateway/app/choose_air.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/commands/line_options.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/progress_bar.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  AirOptions air;
  std::string file;
  double seconds = 0;  // 0: until it is full
  std::uint64_t bytes = 256 * 1024 * 1024;
};

constexpr double kMostSeconds = 1e8;

std::string progress_text(const ble::Recorder& recorder, const std::string& why) {
  const std::string text = std::to_string(recorder.advertisements()) + " advertisements, " +
                           std::to_string(recorder.bytes()) + " bytes";
  return why.empty() ? text : text + "; " + printable(why);
}

// Until the recorder is full, the time is over or Ctrl-C.
int write_down(const Options& options, ble::Radio& radio, ble::Recorder& recorder,
               boost::asio::io_context& io, Clock& clock) {
  ProgressBar bar(STDERR_FILENO);
  const SteadyTime began = clock.now();
  std::unique_ptr<Timer> tick;
  tick = clock.timer([&] {
    recorder.flush();
    const std::chrono::duration<double> passed = clock.now() - began;
    if (options.seconds > 0 && passed.count() >= options.seconds) return io.stop();
    bar.draw({static_cast<std::size_t>(recorder.bytes()),
              static_cast<std::size_t>(options.bytes),
              progress_text(recorder, radio.snapshot().why),
              {}},
             clock.now());
    tick->arm(clock.now() + ProgressBar::kRedraw);
  });
  tick->arm(clock.now());
  radio.start(recorder);
  run_until_interrupted(io);
  const std::string why = radio.snapshot().why;
  radio.stop();
  recorder.flush();
  bar.clear();
  std::cerr << progress_text(recorder, "") << " in " << printable(options.file) << "\n";
  for (const std::string& trouble : {why, recorder.why()})
    if (!trouble.empty()) std::cerr << "gatewarden: " << printable(trouble) << "\n";
  return recorder.why().empty() && recorder.advertisements() > 0 ? kFine : kFailed;
}

int record(const Options& options) {
  boost::asio::io_context io;
  SystemClock clock(io);
  const auto stop = [&io] { io.stop(); };
  const auto air = choose_air(options.air, io, clock, stop);
  if (!air) {
    std::cerr << "gatewarden: " << printable_lines(air.error()) << "\n";
    return kConfiguration;
  }
  auto recorder = ble::Recorder::create(options.file, options.bytes, stop);
  if (!recorder) {
    std::cerr << "gatewarden: " << printable(recorder.error()) << "\n";
    return kConfiguration;
  }
  return leave(io, write_down(options, *air->radio, **recorder, io, clock));
}

}  // namespace

void add_record(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command("record", "write what a radio hears into a file, to replay it");
  command.needs_a_command();
  const Command over = command.add_command("ble", "Bluetooth advertisements, as btsnoop; only listens");
  over.text("link", options->air.link, "hci0, or the name of a link with --fleet").required();
  over.text("file", options->file, "the file to make; only its owner may read it").required();
  over.text("--fleet", options->air.fleet, "the fleet file that has the link, with its settings");
  over.seconds("--seconds", options->seconds, "how long (until Ctrl-C)").between(0, kMostSeconds);
  over.number("--bytes", options->bytes, "the most that is written (256 MiB)");
  over.footer(
      "Wireshark and btmon open it too; gatewarden scan ble --replay FILE reads it, and a link with `replay: FILE`\n"
      "plays it. It may be ended at any moment: what is written is whole.\n"
      "Exit codes: 0 something was written, 1 nothing was, or not all, 2 wrong command line or fleet file.");
  over.chosen([options, &chosen] { chosen = [options] { return record(*options); }; });
}

}  // namespace gatewarden::app
