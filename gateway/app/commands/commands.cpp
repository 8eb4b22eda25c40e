#include "gateway/app/commands/commands.hpp"

#include <iostream>

#include "gateway/app/protocols.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::app {

void add_commands(const Command& program, Chosen& chosen) {
  for (const auto add :
       {add_init,   add_run,    add_try,     add_check,  add_plan,           add_provision, add_status,
        add_health, add_last,   add_learned, add_reload, add_forget,         add_decode,    add_scan,
        add_probe,  add_record, add_explain, add_schema, add_support_bundle, add_stand_in})
    add(program, chosen);
}

void add_gateway_place(const Command& command, GatewayPlace& place) {
  command.path("--state-directory", place.state_directory, "the running gateway's state directory")
      .or_environment("GATEWARDEN_STATE_DIRECTORY")
      .shows_default();
  command.path("--fleet", place.fleet, "its fleet file, which says where that is, instead");
}

int with_gateway(const GatewayPlace& place,
                 const std::function<int(const std::filesystem::path& state_directory)>& ask) {
  if (place.fleet.empty()) return ask(place.state_directory);
  const auto loaded = config::load(place.fleet, adapters(), config::Environment::of_process());
  if (!loaded.fleet.gateway.thing.empty()) return ask(loaded.fleet.gateway.state_directory);
  print(Error{place.fleet.string() +
              " does not say where its gateway's state directory is: gatewarden check " +
              place.fleet.string() + ", or name the directory with --state-directory"});
  return kConfiguration;
}

int print(const Result<std::string>& text) {
  if (!text) {
    std::cerr << "gatewarden: " << printable_lines(text.error()) << "\n";
    return kFailed;
  }
  std::cout << *text << std::flush;
  return std::cout ? kFine : kFailed;
}

int print_line(Result<std::string> document) {
  if (document) *document += '\n';
  return print(document);
}

}  // namespace gatewarden::app
