// Finds the units of a line by interviews (unit_interview.hpp). Can be stopped at any time. Reads only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "adapters/modbus/commission/request_client.hpp"
#include "adapters/modbus/commission/scan_options.hpp"
#include "adapters/modbus/commission/scan_order.hpp"
#include "adapters/modbus/commission/unit_interview.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class Scan {
 public:
  // Slower devices need --timeout.
  static constexpr Duration kMaxTimeout = std::chrono::seconds(3);

  // `found` and `done` are called from the loop. The client and the clock outlive it.
  Scan(RequestClient& client, Clock& clock, ScanOptions options, std::function<void(const FoundUnit&)> found,
       std::function<void()> done);

  void start();
  void stop();  // `done` is not called

  struct Progress {
    std::size_t asked = 0, total = 0, found = 0;
    std::uint8_t unit = 0;  // the present one
    Duration elapsed{};
    std::optional<Duration> left;  // unknown at the beginning
  };
  Progress progress() const;

  const std::vector<FoundUnit>& found() const { return found_; }
  bool complete() const { return complete_; }
  bool all_alike() const { return all_alike_; }                 // every id answers the same
  const std::optional<Trouble>& lost() const { return lost_; }  // why the line was lost, if it was
  Duration slowest() const;                                     // answer
  std::size_t hung_up() const { return hung_up_; }  // ids over which the peer closed the connection
  // The first questions that were asked so far.
  std::span<const Request> questions() const { return order_.questions(); }

 private:
  void next();
  void ended(UnitInterview::End end);
  void late(std::uint8_t unit, Duration after);
  bool alike() const;
  void finish();

  RequestClient& client_;
  Clock& clock_;
  bool until_alike_;
  std::vector<Signature> signatures_;
  std::function<void(const FoundUnit&)> on_found_;
  std::function<void()> done_;

  ScanOrder order_;
  UnitInterview interview_;
  std::vector<FoundUnit> found_;
  SteadyTime began_{};
  Duration slowest_late_{};
  std::size_t hung_up_ = 0;
  bool complete_ = false, all_alike_ = false;
  std::optional<Trouble> lost_;
};

}  // namespace gatewarden::modbus
