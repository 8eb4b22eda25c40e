// gatewarden status [thing]: the running gateway, its links and its children.
#include <unistd.h>

#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/status/show/ask.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  GatewayPlace place;
  status::StatusQuestion question;
  bool json = false;
  bool watch = false;
  double interval_seconds = 1;
};

int show(const Options& options) {
  if (options.json) return print_line(status::ask_for_json(options.question));
  if (!options.watch) {
    auto screen = screen_of(STDOUT_FILENO);
    screen.rows = 0;  // may scroll
    return print(status::ask_for_page(options.question, screen));
  }
  // Waits for a gateway that restarts: its absence is a page too.
  const auto page = [&options](const Screen& screen) {
    const auto text = status::ask_for_page(options.question, screen);
    return text ? *text : "gatewarden: " + printable_lines(text.error()) + "\n";
  };
  watch(STDOUT_FILENO, std::chrono::milliseconds(static_cast<int>(options.interval_seconds * 1000)), page);
  return kFine;
}

}  // namespace

void add_status(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command =
      program.add_command("status", "show a running gateway's links and children, or one child in depth");
  command.text("thing", options->question.thing, "a child's thing name; without it, all of them");
  const Option json =
      command.flag("--json", options->json, "print the gateway's answer as one JSON document");
  command.flag("--watch", options->watch, "draw again and again until Ctrl-C").excludes(json);
  command.seconds("--interval", options->interval_seconds, "how often --watch draws (500ms, 1s, 1m)")
      .between(0.1, 3600.0)
      .shown_as("DURATION=1s");
  add_gateway_place(command, options->place);
  command.footer("Exit codes: 0 shown, 1 no gateway answers or the thing is unknown, 2 wrong command line.");
  command.chosen([options, &chosen] { chosen = asking(options, show); });
}

}  // namespace gatewarden::app
