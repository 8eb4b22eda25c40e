// A stand-in for the Device Defender service on any MQTT broker, for demonstrations and tests.
// It judges by the documented rules and answers in the report's format. Faults can be ordered.
//
// InvalidPayload rejects a malformed report, Throttled one too soon
// after its thing's last. A used report id gets no answer at all.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/stand_in/stand_in_service.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden {

struct StandInSettings {
  mqtt::Target target{};
  Duration floor = limits::kReportFloor;
  OrderedFaults faults{};
  std::function<void(const JudgedReport&)> judged = nullptr;  // told before the answer goes
};

class StandIn {
 public:
  StandIn(StandInSettings settings, Clock& clock, mqtt::SessionFactory sessions, std::uint64_t seed);
  ~StandIn();
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;

  // Connects, and again when the connection ends.
  void start();

  bool ready() const { return ready_; }  // connected and subscribed
  bool was_ready() const { return was_ready_; }
  const StandInCount& total() const { return service_.total(); }
  const std::map<std::string, StandInCount, std::less<>>& things() const { return service_.things(); }
  const std::string& last_error() const { return last_error_; }                // of the connection
  const std::string& last_problem() const { return service_.last_problem(); }  // of a report
  // What strangers asked too much of, by name; bounds: StandInService, and the answers that wait.
  std::map<std::string, std::uint64_t> turned_away() const {
    return {{"refused_names", service_.refused_names()},
            {"forgotten_things", service_.forgotten_things()},
            {"dropped_answers", waiting_.dropped}};
  }

 private:
  void connect();
  void lost(std::string why);
  void subscribe();
  void heard(const mqtt::Message& message);
  void acknowledged(std::uint8_t reason);
  void send_due();

  const mqtt::Target target_;
  Clock& clock_;
  mqtt::SessionFactory sessions_;
  StandInService service_;
  Backoff backoff_;
  std::unique_ptr<Timer> retry_, late_;
  std::unique_ptr<mqtt::Session> session_;
  bool connected_ = false, ready_ = false, was_ready_ = false;
  mqtt::Ticket last_ticket_ = 0;
  struct Waiting {
    std::deque<StandInAnswer> answers;  // in order of `due`
    std::size_t bytes = 0;
    std::uint64_t dropped = 0;  // for want of room
  } waiting_;
  std::size_t unacknowledged_ = 0;  // of this connection
  std::string last_error_;
};

}  // namespace gatewarden
