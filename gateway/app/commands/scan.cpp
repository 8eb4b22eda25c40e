// gatewarden scan modbus LINK: the units on a line, and their identities.
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "adapters/modbus/commission/scan.hpp"
#include "adapters/modbus/commission/scan_json.hpp"
#include "adapters/modbus/commission/scan_text.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "gateway/app/choose_line.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/commands/line_options.hpp"
#include "gateway/app/shipped_profiles.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/progress_bar.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  modbus::LineOptions line;
  modbus::TypedScan asked;
  bool no_guess = false;
  bool json = false;
};

// A scan waits as briefly as it can, and pauses between requests.
constexpr modbus::LineDefaults kScanDefaults{modbus::kSerialPatience, modbus::kTcpPatience,
                                             modbus::kTcpPause};

Progress progress_of(const modbus::Scan& scan) {
  const auto now = scan.progress();
  return {now.asked, now.total,
          "unit " + std::to_string(now.unit) + ", " + std::to_string(now.found) + " found", now.left};
}

int scan(const Options& options) {
  const auto line = choose_line(options.line, kScanDefaults);
  auto units =
      line ? modbus::parse_scan_options(options.asked, line->settings.is_rtu()) : Error{line.error()};
  if (!units) {
    std::cerr << "gatewarden: " << (line ? printable(units.error()) : printable_lines(line.error())) << "\n";
    return kConfiguration;
  }
  if (options.asked.units.empty()) {
    std::cerr << "asking " << units->units.size() << " unit ids; --units 1-32 is usually enough\n";
  }
  if (!options.no_guess) units->signatures = with_shipped_signatures(line->signatures, line->profiles);
  boost::asio::io_context io;
  SystemClock clock(io);
  ProgressBar bar(STDERR_FILENO);
  modbus::RequestClient client(modbus::stream_for(line->settings, io, clock), line->settings, clock);
  modbus::Scan work(
      client, clock, *std::move(units), [&](const modbus::FoundUnit& unit) { bar.say(found_text(unit)); },
      [&io] { io.stop(); });
  std::unique_ptr<Timer> redraw;
  redraw = clock.timer([&] {
    bar.draw(progress_of(work), clock.now());
    redraw->arm(clock.now() + ProgressBar::kRedraw);
  });
  redraw->arm(clock.now());
  work.start();
  const bool interrupted = run_until_interrupted(io);
  const std::string endpoint = client.endpoint();
  work.stop();
  bar.clear();

  const auto columns = screen_of(STDOUT_FILENO).columns;
  const bool begun = !work.lost() || !work.found().empty();
  if (options.json) std::cout << scan_json(work, endpoint) << std::flush;
  if (!options.json && begun) std::cout << scan_text(work, *line, columns) << std::flush;
  if (interrupted) std::cerr << "gatewarden: interrupted\n";
  if (work.lost())
    std::cerr << "gatewarden: " << printable(line_error(*line, endpoint, *work.lost())) << "\n";
  return leave(io, work.complete() && !work.found().empty() && std::cout ? kFine : kFailed);
}

}  // namespace

void add_scan(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command =
      program.add_command("scan", "find the devices on a line or in the air: who they are, what they say");
  command.needs_a_command();
  const Command over =
      command.add_command("modbus", "over Modbus TCP or RTU; reads only, one request at a time");
  add_line_options(over, options->line);
  over.text(
      "--unit,--units", options->asked.units,
      "unit ids to ask: 1-32,40 (all; on TCP 255, 0 and 1 first). On a serial line named ones are asked "
      "twice where they are silent");
  over.text("--holding", options->asked.holding,
            "the holding register to ask for (0; where nobody answers, input 0 and who it is): 3000");
  over.text("--input", options->asked.input, "the input register to ask for");
  over.duration("--pause", options->line.pause,
                "least time between an answer and the next request (20ms; on a serial line its own silence)");
  over.flag("--no-guess", options->no_guess,
            "do not compare units with the signatures of the fleet's and the shipped profiles");
  over.flag("--json", options->json, "print the findings as one JSON document");
  over.footer(
      "Ctrl-C ends it and shows what was found so far.\n"
      "Exit codes: 0 something answers, 1 nothing does or it was not finished, 2 wrong command line or fleet "
      "file.");
  over.chosen([options, &chosen] { chosen = [options] { return scan(*options); }; });
  add_scan_ble(command, chosen);
}

}  // namespace gatewarden::app
