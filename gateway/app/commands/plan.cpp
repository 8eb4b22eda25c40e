// gatewarden plan FLEET [THING]: what would be read and published. Touches no network.
#include <iostream>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/commands/commands.hpp"
#include "gateway/app/plan.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::app {
namespace {

int plan(const std::string& file, const std::string& thing) {
  const auto loaded = config::load(file, adapters(), config::Environment::of_process());
  if (!loaded.problems.empty()) {
    std::cerr << config::to_text(loaded.problems);
    return kConfiguration;
  }
  return print(plan_text(loaded.fleet, protocols(),
                         thing.empty() ? std::nullopt : std::optional<std::string_view>(thing),
                         host::host_metrics(loaded.fleet.gateway.host.metrics)));
}

}  // namespace

void add_plan(const Command& program, Chosen& chosen) {
  const Command command =
      program.add_command("plan", "Show what would be read for each child and what would be published.");
  auto file = std::make_shared<std::string>();
  auto thing = std::make_shared<std::string>();
  command.text("fleet", *file, "the fleet file").required();
  command.text("thing", *thing, "only this child");
  command.chosen([&chosen, file, thing] { chosen = [file, thing] { return plan(*file, *thing); }; });
}

}  // namespace gatewarden::app
