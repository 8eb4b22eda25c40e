// A stand-in for the Device Defender service, on any MQTT broker: judges each report by the
// documented rules and answers as the service does, in the report's format. For demonstrations
// and tests; faults can be ordered.
//
// A malformed report is rejected with InvalidPayload; one that comes too soon after the last one of its thing
// with Throttled; a report id already used for the thing gets no answer at all.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/stand_in/stand_in_rules.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

// One report and what became of it.
struct JudgedReport {
  std::string_view thing;
  const DecodedReport& report;
  const char* ruling;  // "accepted", "invalid", "throttled", "fault", "resent", "repeated_id"
};

struct StandInSettings {
  mqtt::Target target{};
  Duration floor = limits::kReportFloor;
  OrderedFaults faults{};
  std::function<void(const JudgedReport&)> judged = nullptr;  // told before the answer is sent
};

class StandIn {
 public:
  StandIn(StandInSettings settings, Clock& clock, mqtt::SessionFactory sessions, std::uint64_t seed);
  ~StandIn();
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  // Connects, and comes back by itself when the connection ends.
  void start();

  bool ready() const { return ready_; }  // connected and subscribed
  bool was_ready() const { return was_ready_; }
  const StandInCount& total() const { return total_; }
  const std::map<std::string, StandInCount, std::less<>>& things() const { return things_; }
  const std::string& last_error() const { return last_error_; }  // of the connection
  // Of a report: thing, path and rule.
  const std::string& last_problem() const { return rules_.last_problem(); }

 private:
  struct Answer {
    SteadyTime due;
    std::string topic, payload;
  };
  void connect();
  void lost(std::string why);
  void subscribe();
  void heard(const mqtt::Message& message);
  void judge(std::string_view thing, Format format, std::string_view bytes);
  void answer(std::string_view thing, Format format, std::optional<std::uint64_t> id, bool accepted,
              std::string_view code = {}, std::string_view detail = {});
  void send_due();

  const StandInSettings settings_;
  Clock& clock_;
  mqtt::SessionFactory sessions_;
  StandInRules rules_;
  Backoff backoff_;
  std::unique_ptr<Timer> retry_, late_;
  std::unique_ptr<mqtt::Session> session_;
  bool connected_ = false, ready_ = false, was_ready_ = false;
  mqtt::Ticket last_ticket_ = 0;
  std::deque<Answer> answers_;  // not due yet, in order
  StandInCount total_;
  std::map<std::string, StandInCount, std::less<>> things_;
  std::string last_error_;
};

}  // namespace gatewarden
