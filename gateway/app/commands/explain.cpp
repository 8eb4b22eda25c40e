// gatewarden explain [KEY]: what a key of the fleet file, an error code or a topic means.
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/reference/explain.hpp"
#include "gateway/terminal/terminal.hpp"

namespace gatewarden::app {
namespace {

constexpr std::size_t kWidest = 100;  // a longer line is hard to follow

int explain(const std::string& asked) {
  return print(config::explain(asked, adapters(), std::min(screen_of(STDOUT_FILENO).columns, kWidest)));
}

}  // namespace

void add_explain(const Command& program, Chosen& chosen) {
  const Command command = program.add_command(
      "explain", "Explain a key of the fleet file, an error code, or how CSV and include work.");
  auto asked = std::make_shared<std::string>();
  command.text("key", *asked,
               "links.NAME.modbus.timeout, timeout, F020, csv, ...; without it, what there is");
  command.footer("Exit codes: 0 explained, 1 nothing has this name, 2 wrong command line.");
  command.chosen([&chosen, asked] { chosen = [asked] { return explain(*asked); }; });
}

}  // namespace gatewarden::app
