// The adapters that BlueZ has, those of them that are meant, and the course of each: this carries out what a course wants.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/ble/bus/bus.hpp"
#include "adapters/ble/radio/adapter_choice.hpp"
#include "adapters/ble/radio/bluez_settings.hpp"
#include "adapters/ble/radio/device_news.hpp"
#include "adapters/ble/radio/radio.hpp"
#include "adapters/ble/recovery/adapter_course.hpp"

namespace gatewarden::ble {

class BluezAdapters {
 public:
  static constexpr std::size_t kMaxAdapters = 16;
  // What a course wants of others.
  struct Others {
    std::function<void()> look_again;                 // at all objects
    std::function<void(std::uint16_t adapter)> went;  // what is known of its devices is worth nothing
    HeardElsewhere heard_elsewhere;
  };

  BluezAdapters(Bus& bus, Clock& clock, const BluezSettings& settings, Others others);

  void start();
  void stop() { timer_->cancel(); }
  // All that BlueZ has, by number.
  void are(std::map<std::uint16_t, AdapterNews> there);
  void came(std::uint16_t number, const AdapterNews& news);
  void left(std::uint16_t number);
  void changed(std::uint16_t number, const AdapterNews& news);
  void all_left(const std::string& why);
  void patterns_changed();  // in the settings

  // Null: it is not there, or not meant.
  AdapterCourse* course(std::uint16_t number);
  const AdapterCourse* course(std::uint16_t number) const;
  // Does what is due; also wanted after something was told to a course.
  void run();
  // State, coverage, reason and counters.
  void describe(RadioSnapshot& snapshot) const;

 private:
  struct Adapter {
    std::uint16_t number;  // of hciN; kNone: not there
    AdapterCourse course;
    unsigned tasks = 0;   // an answer to an earlier one means nothing
    std::string said;     // of course.why(), in the log
    std::string monitor;  // the root of the last one that was offered
  };
  static constexpr std::uint16_t kNone = 0xFFFF;

  void choose();
  void leave(Adapter& adapter, const std::string& why);
  Adapter& vacant();
  Adapter* find(std::uint16_t number);
  void execute(Adapter& adapter, Verb verb);
  void offer_monitor(Adapter& adapter);
  void ask(Adapter& adapter, const char* interface, const char* member, std::vector<BusArgument> arguments);
  bool another_is_well(const Adapter& adapter) const;
  Elsewhere elsewhere(const Adapter& adapter) const;
  void say(Adapter& adapter);

  Bus& bus_;
  Clock& clock_;
  const BluezSettings& settings_;
  Others others_;
  AdapterChoice choice_;
  std::vector<std::unique_ptr<Adapter>> adapters_;
  std::map<std::uint16_t, AdapterNews> there_;
  std::unique_ptr<Timer> timer_;
  std::uint64_t monitors_ = 0;  // offered so far
  bool executing_ = false;
};

}  // namespace gatewarden::ble
