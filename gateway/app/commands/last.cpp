// gatewarden last THING: its newest report as sent, and the service's verdict.
#include <unistd.h>

#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/status/show/ask.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  GatewayPlace place;
  status::StatusQuestion question;
  bool raw = false;
};

int show(const Options& options) {
  auto screen = screen_of(STDOUT_FILENO);
  screen.rows = screen.columns = 0;  // may scroll: nothing is cut
  return print(options.raw ? status::ask_for_last_bytes(options.question)
                           : status::ask_for_last(options.question, screen));
}

}  // namespace

void add_last(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "last", "show what was last sent for a thing: bytes, document and the service's verdict");
  command.text("thing", options->question.thing, "the thing's name").required();
  command.flag("--raw", options->raw, "only the bytes of the report, as they were sent");
  add_gateway_place(command, options->place);
  command.footer("Exit codes: 0 shown, 1 no gateway answers or the thing is unknown, 2 wrong command line.");
  command.chosen([options, &chosen] { chosen = asking(options, show); });
}

}  // namespace gatewarden::app
