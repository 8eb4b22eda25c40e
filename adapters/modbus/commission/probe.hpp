// Reads addresses of some units twice. Divides a read that fails until the addresses are known that do.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/modbus/commission/request_client.hpp"
#include "adapters/modbus/wire/pdu.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

inline constexpr std::size_t kMaxProbed = 4000;  // addresses of one probe

struct ProbeOptions {
  std::vector<std::uint8_t> units;
  std::vector<Range> ranges;                    // joined() (command_line.hpp)
  std::uint16_t max_registers = kMaxRegisters;  // of one read
  unsigned repeats = 1;                         // of unanswered requests
  Duration again = std::chrono::seconds(1);     // to the second reading; zero: none
};

// Consecutive addresses, as read.
struct ProbedBlock {
  Range range;
  std::vector<std::uint8_t> bytes, later;  // as Response::values; `later`: of the second reading, if any
};
struct RefusedRead {
  Range range;
  std::string why;  // "exception 2 (illegal data address)", "no answer within 500ms"
};
struct ProbedUnit {
  std::uint8_t unit = 0;
  std::string silent;  // why; empty if it answered
  std::vector<ProbedBlock> blocks;
  std::vector<RefusedRead> refused;
};

class Probe {
 public:
  // `done` is called once, from the loop. The client and the clock outlive it.
  Probe(RequestClient& client, Clock& clock, ProbeOptions options, std::function<void()> done);

  void start();
  // What was found so far.
  std::vector<ProbedUnit> units() const;
  // Why the line was lost, if it was.
  const std::optional<Trouble>& lost() const { return lost_; }

 private:
  struct Part {
    std::size_t unit;  // index
    Range range;
    std::vector<std::uint8_t> bytes, later;
  };

  void next();
  void answered(const Range& range, const Answer& answer);
  bool heard() const;
  void refuse(const Range& range, const Answer& answer);
  void next_again();
  void plan(std::size_t unit);

  RequestClient& client_;
  Clock& clock_;
  ProbeOptions options_;
  std::function<void()> done_;
  std::unique_ptr<Timer> timer_;
  std::vector<ProbedUnit> units_;  // without their blocks
  std::vector<Part> parts_;
  std::vector<Range> pending_;  // of the present unit, next one last
  std::size_t unit_ = 0;        // index of the present one
  std::size_t part_ = 0;        // of the second reading
  unsigned silences_ = 0;       // in a row, each to one address
  SteadyTime began_{};
  std::optional<Trouble> lost_;
};

}  // namespace gatewarden::modbus
