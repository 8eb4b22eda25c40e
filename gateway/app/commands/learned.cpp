// gatewarden learned LINK: learned devices as entries of the fleet file.
#include <iostream>
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/status/show/ask.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  GatewayPlace place;
  status::StatusQuestion question;
  std::string link;
  bool csv = false;
};

int show(const Options& options) {
  const auto shape = options.csv ? status::LearnedAs::csv : status::LearnedAs::yaml;
  const auto learned = status::ask_for_learned(options.question, options.link, shape);
  if (!learned) return print(Error{learned.error()});
  std::cerr << learned->remarks;
  return print(learned->entries);
}

}  // namespace

void add_learned(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command =
      program.add_command("learned", "print a link's learned devices as entries of the fleet file, to paste");
  command.text("link", options->link, "the link's name").required();
  command.flag("--csv", options->csv, "as a table, for a file that `include:` names");
  add_gateway_place(command, options->place);
  command.footer(
      "Pasted and reloaded they are children like the others, with the same things and report ids, and leave their "
      "places to new ones. Standard error names who was refused last, since at_most is reached. A device that "
      "publishes on several topics is printed with the first.\n"
      "Exit codes: 0 printed, 1 no gateway answers or it has no such link, 2 wrong command line.");
  command.chosen([options, &chosen] { chosen = asking(options, show); });
}

}  // namespace gatewarden::app
