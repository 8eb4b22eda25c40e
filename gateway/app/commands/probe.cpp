// gatewarden probe modbus LINK: what a device's registers may mean, as YAML to paste.
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "adapters/modbus/commission/command_line.hpp"
#include "adapters/modbus/commission/probe.hpp"
#include "adapters/modbus/commission/probe_json.hpp"
#include "adapters/modbus/commission/probe_text.hpp"
#include "adapters/modbus/commission/probe_yaml.hpp"
#include "adapters/modbus/transport/stream_for.hpp"
#include "gateway/app/choose_line.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/commands/line_options.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  modbus::LineOptions line;
  std::string units = "1";
  modbus::TypedRanges ranges;
  std::optional<std::uint16_t> max_registers;
  std::optional<Duration> again;
  bool once = false;
  bool json = false;
};

// Both notations, to make clear which registers were read.
void explain(const std::string& registers) {
  const auto ranges = modbus::parse_registers(registers);
  for (const auto& range : ranges ? *ranges : std::vector<modbus::Range>{}) {
    std::cerr << "register " << printable(registers) << " is " << to_string(range) << "\n";
  }
}

int probe(const Options& options) {
  const auto line = choose_line(options.line);
  const auto ranges = modbus::parse_ranges(options.ranges, modbus::kMaxProbed);
  const auto units = modbus::parse_units(options.units, 0, 255);
  for (const std::string* why : {line ? nullptr : &line.error(), ranges ? nullptr : &ranges.error(),
                                 units ? nullptr : &units.error()}) {
    if (!why) continue;
    std::cerr << "gatewarden: " << (line ? printable(*why) : printable_lines(*why)) << "\n";
    return kConfiguration;
  }
  boost::asio::io_context io;
  SystemClock clock(io);
  modbus::RequestClient client(modbus::stream_for(line->settings, io, clock), line->settings, clock);
  modbus::ProbeOptions reads{*units, *ranges, options.max_registers.value_or(line->settings.max_registers)};
  if (options.once) reads.again = Duration::zero();
  if (options.again) reads.again = *options.again;
  modbus::Probe work(client, clock, std::move(reads), [&io] { io.stop(); });
  work.start();
  if (!options.ranges.registers.empty()) explain(options.ranges.registers);
  const bool interrupted = run_until_interrupted(io);
  const std::string endpoint = client.endpoint();
  client.stop();

  const auto found = work.units();
  std::cout << (options.json
                    ? probe_json(found)
                    : probe_text(found, options.ranges.base) + probe_yaml(found, options.ranges.base))
            << std::flush;
  if (interrupted) std::cerr << "gatewarden: interrupted: not everything was read\n";
  if (work.lost())
    std::cerr << "gatewarden: " << printable(line_error(*line, endpoint, *work.lost())) << "\n";
  if (options.ranges.registers.empty()) std::cerr << notation_hint(found);
  std::cerr << silence_hint(found, *ranges);
  const bool something =
      std::any_of(found.begin(), found.end(), [](const auto& unit) { return !unit.blocks.empty(); });
  const bool all_answered =
      std::all_of(found.begin(), found.end(), [](const auto& unit) { return unit.silent.empty(); });
  return leave(io, something && all_answered && !interrupted && !work.lost() && std::cout ? kFine : kFailed);
}

}  // namespace

void add_probe(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command =
      program.add_command("probe", "show what the registers of a device may mean, and the YAML to paste");
  command.needs_a_command();
  const Command over = command.add_command("modbus", "over Modbus TCP or RTU; reads only");
  add_line_options(over, options->line);
  over.text("--unit,--units", options->units, "unit ids: 4, 1-3,7").shows_default();
  over.text("--holding", options->ranges.holding, "addresses of holding registers: 0-20,40");
  over.text("--input", options->ranges.input, "addresses of input registers");
  over.text("--coil", options->ranges.coil, "addresses of coils");
  over.text("--discrete", options->ranges.discrete, "addresses of discrete inputs");
  const Option old = over.text("--register", options->ranges.registers,
                               "registers as old manuals number them: 40001-40021 is holding 0-20");
  over.number("--base", options->ranges.base, "what the addresses count from: 0 as on the wire, or 1")
      .between(0, 1)
      .shown_as("0|1")
      .excludes(old);
  over.number("--max-registers", options->max_registers, "the most registers of one read (125)")
      .between(1, 125)
      .shown_as("COUNT");
  const Option once = over.flag("--once", options->once, "without the second reading");
  over.duration("--again", options->again, "when the second reading follows (1s)").excludes(once);
  over.flag("--json", options->json, "print the findings as one JSON document");
  over.footer(
      "Exit codes: 0 every unit answered and something was read, 1 not so, 2 wrong command line or fleet "
      "file.");
  over.chosen([options, &chosen] { chosen = [options] { return probe(*options); }; });
}

}  // namespace gatewarden::app
