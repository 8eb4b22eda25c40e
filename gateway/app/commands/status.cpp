// gatewarden status [thing]: what the running gateway says of itself, its links and its children.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/status/show/ask.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

struct Wish {
  status::StatusQuestion question{"/var/lib/gatewarden", ""};
  bool json = false;
  bool watch = false;
  double interval_seconds = 1;
};

int print(const Result<std::string>& text) {
  if (!text) {
    std::cerr << "gatewarden: " << text.error() << "\n";
    return kFailed;
  }
  std::cout << *text << std::flush;
  return std::cout ? kFine : kFailed;
}

int show(const Wish& wish) {
  if (wish.json) {
    auto document = status::ask_for_json(wish.question);
    if (document) *document += '\n';
    return print(document);
  }
  if (!wish.watch) {
    auto screen = screen_of(STDOUT_FILENO);
    screen.rows = 0;  // it may scroll
    return print(status::ask_for_page(wish.question, screen));
  }
  // A gateway that restarts is waited for: its absence is a page like any other.
  const auto page = [&wish](const Screen& screen) {
    const auto text = status::ask_for_page(wish.question, screen);
    return text ? *text : "gatewarden: " + text.error() + "\n";
  };
  watch(STDOUT_FILENO, std::chrono::milliseconds(static_cast<int>(wish.interval_seconds * 1000)), page);
  return kFine;
}

}  // namespace

void add_status(const Command& program, Chosen& chosen) {
  auto wish = std::make_shared<Wish>();
  const Command command =
      program.add_command("status", "show a running gateway's links and children, or one child in depth");
  command.text("thing", wish->question.thing, "a child's thing name; without it, all of them");
  const Option json = command.flag("--json", wish->json, "print the gateway's answer as one JSON document");
  command.flag("--watch", wish->watch, "draw again and again until Ctrl-C").excludes(json);
  command.seconds("--interval", wish->interval_seconds, "how often --watch draws (500ms, 1s, 1m)")
      .between(0.1, 3600.0)
      .shown_as("DURATION=1s");
  command.path("--state-directory", wish->question.state_directory, "the running gateway's state directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY")
      .shows_default();
  command.footer("Exit codes: 0 shown, 1 no gateway answers or the thing is unknown, 2 wrong command line.");
  command.chosen([wish, &chosen] { chosen = [wish] { return show(*wish); }; });
}

}  // namespace gatewarden::app
