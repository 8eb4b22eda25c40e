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

void add_status(CLI::App& program, Chosen& chosen) {
  auto wish = std::make_shared<Wish>();
  auto* command =
      program.add_subcommand("status", "show a running gateway's links and children, or one child in depth");
  command->add_option("thing", wish->question.thing, "a child's thing name; without it, all of them");
  auto* json = command->add_flag("--json", wish->json, "print the gateway's answer as one JSON document");
  command->add_flag("--watch", wish->watch, "draw again and again until Ctrl-C")->excludes(json);
  command->add_option("--interval", wish->interval_seconds, "how often --watch draws (500ms, 1s, 1m)")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, double>{{"ms", 0.001}, {"s", 1}, {"m", 60}}))
      ->check(CLI::Range(0.1, 3600.0))
      ->option_text("DURATION=1s");
  command
      ->add_option("--state-directory", wish->question.state_directory,
                   "the running gateway's state directory")
      ->envname("GATEWARDEN_STATE_DIRECTORY")
      ->capture_default_str();
  command->footer("Exit codes: 0 shown, 1 no gateway answers or the thing is unknown, 2 wrong command line.");
  command->callback([wish, &chosen] { chosen = [wish] { return show(*wish); }; });
}

}  // namespace gatewarden::app
