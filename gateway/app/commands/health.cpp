// gatewarden health: whether the running gateway does what it is for, as an exit code for a container's health check.
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/status/show/ask.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  GatewayPlace place;
  status::StatusQuestion question;
};

int tell(const Options& options) { return print(status::ask_for_health(options.question)); }

}  // namespace

void add_health(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "health", "whether a running gateway's loop is alive and its last report not overdue, as an exit code");
  add_gateway_place(command, options->place);
  command.footer(
      "Asks the loop itself, over the control socket, and waits 5 s at most. Overdue: reports could leave, and for two\n"
      "intervals and a minute no child's turn came (a report that left, or nothing to report). A fleet that has just started\n"
      "is healthy, and so is one whose uplink is down while it tries on: a new start would not mend that, and `status`,\n"
      "/readyz and /metrics tell it. An attempt to connect that hangs for five minutes is not.\n"
      "Exit codes: 0 healthy, 1 not, with a line why, 2 wrong command line or fleet file.");
  command.chosen([options, &chosen] { chosen = asking(options, tell); });
}

}  // namespace gatewarden::app
