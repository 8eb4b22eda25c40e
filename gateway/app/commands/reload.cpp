// gatewarden reload: the running gateway reads its fleet file again, and what changed is told by name.
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/status/show/ask.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  GatewayPlace place;
  status::StatusQuestion question;
  bool all = false, json = false;
};

int order(const Options& options) {
  const auto& directory = options.question.state_directory;
  return options.json ? print_line(status::order_to_reload_for_json(directory, options.all))
                      : print(status::order_to_reload(directory, options.all));
}

}  // namespace

void add_reload(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command = program.add_command(
      "reload", "let a running gateway read its fleet file again, wait, and tell what changed by name");
  command.flag("--all", options->all, "every name; otherwise the first ten of a kind and how many more");
  command.flag("--json", options->json, "print the gateway's answer as one JSON document");
  add_gateway_place(command, options->place);
  command.footer(
      "Only for the gateway's own user and root. A file with mistakes changes nothing; they are printed as `check` does.\n"
      "Exit codes: 0 in force, 1 refused, or no gateway answers, 2 wrong command line.");
  command.chosen([options, &chosen] { chosen = asking(options, order); });
}

}  // namespace gatewarden::app
