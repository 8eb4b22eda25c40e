// A connection to D-Bus for one service, org.bluez, driven by the loop. It supervises itself: lost, it is tried again after
// pauses of up to 15 s. Whatever stands on the bus, also nonsense, ends neither the loop nor the process.
//
// It is opened off the loop, since the library waits there for the bus; everything else waits for nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ble/bus/bus_arguments.hpp"
#include "adapters/ble/bus/monitor_pattern.hpp"
#include "adapters/ble/bus/reader.hpp"
#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::ble {

struct OpenedBus;

struct BusError {
  std::string name;   // "org.bluez.Error.InProgress"
  std::string words;  // as the service told them
};

struct BusCall {
  std::string path, interface, member;
  std::vector<BusArgument> arguments;
  Duration patience;
};

struct BusSignal {
  std::string_view path, interface, member;
  Reader& arguments;
};

class BusListener {
 public:
  virtual ~BusListener() = default;
  // The service is on the bus, a new one: nothing is known of it.
  virtual void service_came() = 0;
  // It left the bus, or the bus is lost. No answer comes to what was asked.
  virtual void service_went(const std::string& why) = 0;
  // A PropertiesChanged below /org/bluez, an InterfacesAdded or InterfacesRemoved, by the service itself.
  virtual void signal(const BusSignal& signal) = 0;
};

class Bus {
 public:
  // With what was answered, or the error. Not from inside call(); at most once.
  using Answer = std::function<void(Reader* answer, const BusError* error)>;

  // `address`: "unix:path=..."; empty: the system bus. The listener outlives it.
  Bus(boost::asio::io_context& io, Clock& clock, std::string address, BusListener& listener);
  ~Bus();

  void open();
  void close();
  void renew();  // as a new client of the bus
  bool service_is_there() const;
  bool is_opening() const { return running_ && !live_ && !retry_at_; }
  std::string name() const;  // our own, ":1.42"; empty: it is not open
  void call(const BusCall& call, const Answer& answer);

  // An advertisement monitor of ours, in an object tree of its own at `root`, until withdraw_monitor or the loss of the bus.
  // `active`: whether bluetoothd activated it, or else released it. False: the bus took it not.
  bool offer_monitor(const std::string& root, const std::vector<MonitorPattern>& patterns,
                     std::function<void(bool active)> active);
  void withdraw_monitor(const std::string& root);

  const std::string& why() const { return why_; }  // it is not open; empty if it is
  std::optional<SteadyTime> retry_at() const { return retry_at_; }
  // "bus_losses", "bluetoothd_restarts", "malformed" (messages of the service with other types than BlueZ documents),
  // "foreign_signals" (in its name, but not by it; dropped).
  const std::map<std::string, std::uint64_t>& counters() const { return counters_; }

 private:
  struct Live;
  struct Door;
  void begin();
  void opened(OpenedBus bus);
  void failed(const std::string& why);
  void pump();
  void pump_later();
  void lose(const std::string& why);
  void owner_changed(const std::string& owner);

  boost::asio::io_context& io_;
  Clock& clock_;
  std::string address_;
  BusListener& listener_;
  std::shared_ptr<Door> door_;  // what callbacks of the library find the bus by
  std::shared_ptr<Live> live_;  // null: not open
  std::unique_ptr<Timer> retry_;
  std::optional<SteadyTime> retry_at_;
  Backoff backoff_;
  bool running_ = false, pumping_ = false;
  std::string why_;
  std::map<std::string, std::uint64_t> counters_{
      {"bluetoothd_restarts", 0}, {"bus_losses", 0}, {"foreign_signals", 0}, {"malformed", 0}};
};

}  // namespace gatewarden::ble
