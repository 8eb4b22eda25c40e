// Whether a fleet's way to the service works, step by step, with the gateway's own classes; a running gateway is asked.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/app/connect/own_report.hpp"
#include "gateway/app/connect/reach.hpp"
#include "gateway/app/connect/rights.hpp"
#include "gateway/app/connect/step.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/config/fleet.hpp"

namespace gatewarden::app {

class ConnectCheck {
 public:
  // Of the way to the service, and again of the rights there; longer than their steps take in turn, but for a slow disk.
  static constexpr Duration kLongest = std::chrono::seconds(90);

  struct Options {
    bool publish = true;
    // Whether to connect, once it is said what that may do elsewhere. Empty: yes.
    std::function<bool(const std::string& warning)> agreed{};
    mqtt::SessionFactory sessions{};  // of a test; empty: the gateway's
    mqtt::Hosts hosts{};              // likewise
  };
  // `fleet` has no problems. `tell` gets each step as it is known.
  ConnectCheck(boost::asio::io_context& io, config::Fleet fleet, Options options, Tell tell);
  ~ConnectCheck();

  // Runs the loop until it is over. Once.
  void run();

 private:
  bool running_gateway_answers();
  void try_files();
  bool take_state();
  std::optional<mqtt::Target> read_target();
  void try_rights(const UplinkSettings& settings);
  mqtt::SessionFactory sessions_of(const UplinkSettings& settings);
  void make_report(const Rights::Made& made);
  void tell(Step step) { tell_(std::move(step)); }

  boost::asio::io_context& io_;
  SystemClock clock_;
  const config::Fleet fleet_;
  const Options options_;
  Tell tell_;
  std::optional<StateDirectory> directory_;
  std::unique_ptr<OwnReport> report_;
  std::unique_ptr<Reach> reach_;
  std::unique_ptr<Rights> rights_;
  std::unique_ptr<Timer> deadline_;
};

}  // namespace gatewarden::app
