// The fleet file of a Greengrass component: written from the component's configuration, `fleet`, at the start and whenever
// that changes. So it is read, checked and reloaded like any other, and whoever is at the machine can look at it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "gateway/app/process/supervisor.hpp"
#include "gateway/app/reload/fleet_reload.hpp"
#include "gateway/base/result.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/greengrass/component_configuration.hpp"

namespace gatewarden::app {

class ComponentFleet {
 public:
  // In the component's environment; an error outside of one. Outlived by `io`.
  static Result<std::unique_ptr<ComponentFleet>> open(boost::asio::io_context& io, FleetPlace place);

  // Runs the loop until the file is written, as long as that takes. An error if it cannot be, or if the nucleus no
  // longer knows this component.
  Result<void> wait_for_file();
  // From now on a change orders a reload; one that is right and cannot be reloaded ends the process, for the nucleus to
  // start it anew. `supervisor` outlives it, or whoever runs the loop.
  void follow(Supervisor& supervisor) { supervisor_ = &supervisor; }

 private:
  ComponentFleet(boost::asio::io_context& io, FleetPlace place, greengrass::Settings settings);
  void read(const std::string& text);
  void written(const Result<void>& written);
  void reloaded(const status::ReloadAnswer& answer);
  void token_refused(const std::string& why);

  boost::asio::io_context& io_;
  const FleetPlace place_;
  SystemClock clock_;
  Supervisor* supervisor_ = nullptr;
  bool written_ = false;
  std::string failed_;
  std::unique_ptr<greengrass::ComponentConfiguration> configuration_;
};

}  // namespace gatewarden::app
