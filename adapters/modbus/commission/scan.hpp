// Finds the units of a line: asks each id one cheap question, and those that live who they are and which
// SunSpec models they have. One request at a time, with pauses; it can be stopped at any time and has then
// what it found. Reading only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/commission/request_client.hpp"
#include "adapters/modbus/commission/scan_options.hpp"
#include "adapters/modbus/identity/device_identification.hpp"
#include "adapters/modbus/identity/identity_dialogue.hpp"
#include "adapters/modbus/identity/sunspec.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

struct FoundUnit {
  std::uint8_t unit = 0;
  bool garbled = false;  // something answers, and nothing of it can be read
  Identity identity;
  std::vector<SunSpecModel> models;
  std::vector<std::string> refused;  // with its exception: "holding 0 (2)", "identification (1)"
  Duration round_trip{};             // of its slowest answer
  std::string why;                   // what is wrong; empty: nothing
};

class Scan {
 public:
  // Slower devices need --timeout.
  static constexpr Duration kMaxTimeout = std::chrono::seconds(3);

  // `found` and `done` are called from the loop. The client and the clock outlive it.
  Scan(RequestClient& client, Clock& clock, ScanOptions options, std::function<void(const FoundUnit&)> found,
       std::function<void()> done);

  void start();
  void stop();  // asks nothing more; `done` is not called

  struct Progress {
    std::size_t asked = 0, total = 0, found = 0;
    std::uint8_t unit = 0;  // the present one
    Duration elapsed{};
    std::optional<Duration> left;  // unknown at the beginning
  };
  Progress progress() const;

  const std::vector<FoundUnit>& found() const { return found_; }
  bool complete() const { return complete_; }
  bool all_alike() const { return all_alike_; }                 // every id answers, and says the same
  const std::optional<Trouble>& lost() const { return lost_; }  // why the line was lost, where it was
  Duration slowest() const { return slowest_; }                 // answer
  std::size_t hung_up() const { return hung_up_; }  // ids over which the other side closed the connection

 private:
  void next();
  void heard(const Answer& answer);
  void ask_who();
  void ask_sunspec();
  void finish_unit();
  void late(std::uint8_t unit, Duration after);
  void take(const Answer& answer, const char* what);
  bool alike(std::size_t first_ones) const;
  bool is_lost(const Answer& answer);
  void finish();

  RequestClient& client_;
  Clock& clock_;
  ScanOptions options_;
  std::function<void(const FoundUnit&)> on_found_;
  std::function<void()> done_;

  std::size_t index_ = 0;    // of the unit that is asked
  std::size_t first_round_;  // units of the options; behind them are those that answered late
  FoundUnit present_;
  IdentificationDialogue identification_;
  SunSpecDialogue sunspec_{SunSpecDialogue::Extent::all_models};
  std::vector<FoundUnit> found_;
  SteadyTime began_{};
  Duration slowest_{};
  std::size_t hung_up_ = 0;
  bool complete_ = false, all_alike_ = false, stopped_ = false;
  std::optional<Trouble> lost_;
};

}  // namespace gatewarden::modbus
