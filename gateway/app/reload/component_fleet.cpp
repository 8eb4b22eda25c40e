#include "gateway/app/reload/component_fleet.hpp"

#include <utility>

#include "gateway/base/errands.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/whole_file.hpp"

namespace gatewarden::app {
namespace {

constexpr Duration kPatience = std::chrono::minutes(1);
constexpr mode_t kMode = 0600;

// The keys of a fleet file.
greengrass::ComponentConfiguration::Wanted fleet_wanted() {
  return {"fleet", {"gateway", "uplink", "links", "profiles", "children", "include"}};
}

}  // namespace

Result<std::unique_ptr<ComponentFleet>> ComponentFleet::open(boost::asio::io_context& io, FleetPlace place) {
  auto settings = greengrass::settings_of_component();
  if (!settings) return Error{settings.error()};
  return std::unique_ptr<ComponentFleet>(new ComponentFleet(io, std::move(place), std::move(*settings)));
}

ComponentFleet::ComponentFleet(boost::asio::io_context& io, FleetPlace place, greengrass::Settings settings)
    : io_(io), place_(std::move(place)), clock_(io) {
  configuration_ = std::make_unique<greengrass::ComponentConfiguration>(
      std::make_shared<greengrass::Component>(io, clock_, std::move(settings),
                                              [this](const std::string& why) { token_refused(why); }),
      fleet_wanted(), [this](const std::string& text) { read(text); });
}

Result<void> ComponentFleet::wait_for_file() {
  while (!written_ && failed_.empty()) io_.run_one();
  if (!failed_.empty()) return Error{failed_};
  return {};
}

void ComponentFleet::read(const std::string& text) {
  run_errand<Result<void>>(
      io_, place_.file, kPatience, [file = place_.file, text] { return replace_file(file, text, kMode); },
      [this](const std::optional<Result<void>>& ended) {
        written(ended.value_or(Error{place_.file + ": its file system does not answer"}));
      });
}

void ComponentFleet::written(const Result<void>& written) {
  written_ = static_cast<bool>(written);
  if (!written_ && !supervisor_) failed_ = written.error();
  if (!supervisor_) return;
  if (!written_)
    return log::error("app", "configuration_unwritten",
                      {{"why", written.error()}, {"now", "the old fleet goes on"}});
  supervisor_->reload("the component's configuration",
                      [this](const status::ReloadAnswer& answer) { reloaded(answer); });
}

void ComponentFleet::reloaded(const status::ReloadAnswer& answer) {
  const auto* refused = std::get_if<status::RefusedRequest>(&answer);
  if (!refused) return;
  run_errand<bool>(
      io_, place_.file, kPatience, [place = place_] { return load_fleet_at(place).problems.empty(); },
      [this, why = refused->sentence](std::optional<bool> right) {
        if (right.value_or(false))
          supervisor_->give_up("the new configuration needs a restart, which the nucleus makes: " + why);
      });
}

void ComponentFleet::token_refused(const std::string& why) {
  if (supervisor_) return supervisor_->give_up(why);
  failed_ = why;
}

}  // namespace gatewarden::app
