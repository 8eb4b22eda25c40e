// Signals to a running gateway, on its loop: SIGTERM and SIGINT stop it in order, SIGHUP reloads the fleet file, and so
// does `gatewarden reload`. One reload at a time: however often it is asked for during one, the file is read once more
// after it, for all who asked.
// Tells systemd, if it listens: ready, reloading, stopping; and that the loop is alive, twice in the time of its watchdog.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/status/reloader.hpp"

namespace gatewarden::app {

class Supervisor final : public status::Reloader {
 public:
  struct Gateway {
    // Calls `done` once, at once or later. `by`: who asked, "SIGHUP" or "uid 1000".
    std::function<void(const std::string& by, Done done)> reload;
    std::function<void(std::function<void()> done)> stop;
  };
  Supervisor(boost::asio::io_context& io, Clock& clock, Gateway gateway);
  void start();
  void reload(std::uint32_t uid, Done done) override;
  // The same, `by` whom else: a signal's name. It waits for no answer without `done`.
  void reload(const std::string& by, Done done = nullptr);
  // Stops a gateway that cannot go on; logs `why` once.
  void give_up(const std::string& why);
  const std::string& gave_up() const { return gave_up_; }  // why; empty: it did not

 private:
  struct Asked {
    std::string by;
    Done done;  // empty: a signal waits for no answer
  };
  void wait();
  void show_life(Duration patience);
  void reload(Asked asked);
  void begin_reload();
  void reloaded(const status::ReloadAnswer& answer);
  void stop();

  Gateway gateway_;
  Clock& clock_;
  std::unique_ptr<Timer> watchdog_;  // null: nobody waits for a sign of life
  boost::asio::signal_set signals_;
  bool reloading_ = false;
  std::vector<Asked> asked_;      // before the file is read the next time
  std::vector<Asked> under_way_;  // by whom the reload is that reads it now
  std::string gave_up_;
};

}  // namespace gatewarden::app
