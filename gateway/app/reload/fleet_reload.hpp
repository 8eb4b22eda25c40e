// A running gateway's fleet file, read again: on a thread of its own, then in force as a whole or not at all.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/app/gateway.hpp"
#include "gateway/app/reload/fleet_outline.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/confine/confinement.hpp"
#include "gateway/status/reloader.hpp"

namespace gatewarden::app {

// Where `run` reads its fleet from.
struct FleetPlace {
  std::string file;
  std::string state_directory;  // instead of the file's; empty: the file's
};
config::Loaded load_fleet_at(const FleetPlace& place);
std::shared_ptr<const FleetOutline> outline_of(const config::Fleet& fleet);
// To the log: the shape and the levels that the fleet wants, and its notes.
void set_log(const config::Log& wanted);
void say_notes(const std::vector<std::string>& notes);

class FleetReload {
 public:
  // What a run has at hand for its reloads; threads that hang may outlive the run.
  struct Standing {
    FleetPlace place;
    std::shared_ptr<const confine::Confinement> confinement;
    std::shared_ptr<const FleetOutline> in_force;
  };
  // Both outlive it; one reload at a time.
  FleetReload(boost::asio::io_context& io, Gateway& gateway, Standing standing)
      : io_(io), gateway_(gateway), standing_(std::move(standing)) {}

  // `by`: who asked for it. `done` is called once, on the loop, never from inside the call; not if
  // the gateway is stopped first.
  using Done = std::function<void(const status::ReloadAnswer&)>;
  void operator()(const std::string& by, const Done& done);

 private:
  struct ReadAgain;
  static ReadAgain read_again(const Standing& standing, const std::set<std::string>& files_in_use);
  void apply(ReadAgain again, const std::string& by, const Done& done);
  status::ReloadAnswer in_force(ReadAgain& again, const Population::Change& count, const std::string& by);

  boost::asio::io_context& io_;
  Gateway& gateway_;
  Standing standing_;
};

}  // namespace gatewarden::app
