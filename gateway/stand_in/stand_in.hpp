// A stand-in for the Device Defender service, on any MQTT broker: judges each report by the
// documented rules and answers as the service does, in the report's format. For demonstrations
// and tests; faults can be ordered.
//
// What it knows of the service: a malformed report is rejected with InvalidPayload; one that
// comes too soon after the last one of its thing with Throttled; a report id already used for
// the thing gets no answer at all.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/base/backoff.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/judge/service_rules.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden {

// Of all reports that could be judged, in the order of their arrival; 0: never.
struct OrderedFaults {
  std::uint64_t reject_every = 0;  // rejected with InvalidPayload, whatever they say
  std::uint64_t silent_every = 0;  // taken, and not answered
  Duration delay{};                // every answer comes so late
  bool no_report_id = false;       // answers do not say which report they mean
};

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

struct StandInCount {
  std::uint64_t reports = 0;
  std::uint64_t accepted = 0, invalid = 0, throttled = 0;
  std::uint64_t faults = 0;        // rejected or left without an answer because it was ordered
  std::uint64_t resent = 0;        // the same id and the same bytes again: left without an answer
  std::uint64_t repeated_ids = 0;  // the same id for another report: left without an answer
  std::uint64_t ids_back = 0;      // accepted, though the id is smaller than the last one
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
  const std::string& last_error() const { return last_error_; }      // of the connection
  const std::string& last_problem() const { return last_problem_; }  // of a report: thing, path and rule

 private:
  struct Answer {
    SteadyTime due;
    std::string topic, payload;
  };
  struct Decision {
    enum class Reply : std::uint8_t { none, accepted, invalid, throttled };
    const char* ruling;
    std::uint64_t StandInCount::*counter;
    Reply reply;
    bool went_back = false;  // accepted, though its id is smaller than the last one
  };
  struct Seen {
    std::uint64_t id = 0;
    std::size_t bytes = 0;  // hash
  };

  void connect();
  void lost(std::string why);
  void subscribe();
  void heard(const mqtt::Message& message);
  void judge(std::string_view thing, Format format, std::string_view bytes);
  Decision decide(std::string_view thing, const DecodedReport& report, std::string_view bytes);
  void note(std::string_view thing, const Finding& finding);
  bool seen_before(std::string_view thing, std::uint64_t id, std::string_view bytes);
  void answer(std::string_view thing, Format format, std::optional<std::uint64_t> id, bool accepted,
              std::string_view code = {}, std::string_view detail = {});
  void send_due();

  const StandInSettings settings_;
  Clock& clock_;
  mqtt::SessionFactory sessions_;
  ReportHistory history_;
  Backoff backoff_;
  std::unique_ptr<Timer> retry_, late_;
  std::unique_ptr<mqtt::Session> session_;
  bool connected_ = false, ready_ = false, was_ready_ = false;
  mqtt::Ticket last_ticket_ = 0;
  std::deque<Answer> answers_;  // not due yet, in order
  std::uint64_t judged_ = 0;
  StandInCount total_;
  std::map<std::string, StandInCount, std::less<>> things_;
  std::map<std::string, std::deque<Seen>, std::less<>> seen_;
  std::string last_error_, last_problem_;
};

}  // namespace gatewarden
