// gatewarden forget THING: a learned device's place is free again.
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/status/show/ask.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  GatewayPlace place;
  status::StatusQuestion question;
  bool json = false;
};

int order(const Options& options) {
  return options.json ? print_line(status::order_to_forget_for_json(options.question))
                      : print(status::order_to_forget(options.question));
}

}  // namespace

void add_forget(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "forget", "let a running gateway forget a learned device: its record, its counters and its verdicts");
  command.text("thing", options->question.thing, "the thing's name").required();
  command.flag("--json", options->json, "print the gateway's answer as one JSON document");
  add_gateway_place(command, options->place);
  command.footer(
      "Only for the gateway's own user and root. A device that speaks again is learned again, as the same thing.\n"
      "Exit codes: 0 forgotten, 1 no gateway answers, or the thing was not learned, 2 wrong command line.");
  command.chosen([options, &chosen] { chosen = asking(options, order); });
}

}  // namespace gatewarden::app
