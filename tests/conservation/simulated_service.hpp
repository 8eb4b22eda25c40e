// AWS IoT Core with Device Defender, in memory, on a manual clock: accepts connections, acknowledges, judges
// and answers, a little later or never. What is under way when the connection ends is lost.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/judge/service_rules.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/manual_clock.hpp"

namespace gatewarden::test {

class SimulatedService {
 public:
  // Percent of the publishes.
  struct Faults {
    unsigned unacknowledged = 0, silent = 0, rejected = 0, throttled = 0;
    std::chrono::milliseconds slowest{50};  // each way
    unsigned quota = 0;                     // not taken for now (0x97)
  };
  using Received = std::function<void(const std::string& thing, ReportId id, const std::string& payload)>;

  SimulatedService(ManualClock& clock, Duration floor, std::uint64_t seed)
      : clock_(clock), history_(floor), random_(seed), timer_(clock.timer([this] { run(); })) {}

  mqtt::SessionFactory factory() {
    return [this](const mqtt::Target&) { return std::make_unique<Peer>(*this); };
  }
  void hang_up() {
    if (peer_) end(*peer_, "connection reset");
  }
  bool connected() const { return peer_ && peer_->up; }

  bool reachable = true;
  Faults faults;
  std::set<std::string> forbidden;  // things refused with 0x87
  Received received = nullptr;      // once per report, on arrival
  std::size_t publishes = 0;

 private:
  struct Peer final : mqtt::Session {
    explicit Peer(SimulatedService& s) : service(s) {
      service.peer_ = this;
      ++service.generation_;
    }
    ~Peer() override {
      ++service.generation_;
      service.peer_ = nullptr;
    }
    void connect(mqtt::Callbacks c) override {
      callbacks = std::make_shared<mqtt::Callbacks>(std::move(c));
      service.later([this] {
        if (!service.reachable) return service.end(*this, "unreachable");
        up = true;
        callbacks->connected({});
      });
    }
    void publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int, bool) override {
      open.insert(ticket);
      ++service.publishes;
      service.later([this, ticket, t = std::string(topic), p = std::string(payload)] {
        service.arrived(*this, ticket, t, p);
      });
    }
    void subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos) override {
      service.later([this, ticket, count = filters.size(), qos] {
        callbacks->subscribed(ticket,
                              std::vector<std::uint8_t>(count, static_cast<std::uint8_t>(std::min(qos, 1))));
      });
    }
    void close() override {
      service.later([this] { service.end(*this, "closed"); });
    }
    SimulatedService& service;
    std::shared_ptr<mqtt::Callbacks> callbacks;
    std::set<mqtt::Ticket> open;
    bool up = false;
  };

  bool chance(unsigned percent) { return random_() % 100 < percent; }

  // Dropped if the connection ends before.
  void later(std::function<void()> event) {
    const auto most = static_cast<std::uint64_t>(std::max<std::int64_t>(1, faults.slowest.count()));
    const SteadyTime due = clock_.now() + std::chrono::milliseconds(1 + random_() % most);
    events_.emplace(due, std::pair(generation_, std::move(event)));
    timer_->arm(events_.begin()->first);
  }
  void run() {
    while (!events_.empty() && events_.begin()->first <= clock_.now()) {
      auto [generation, event] = std::move(events_.begin()->second);
      events_.erase(events_.begin());
      if (generation == generation_) event();
    }
    if (!events_.empty()) timer_->arm(events_.begin()->first);
  }
  void end(Peer& peer, const std::string& why) {
    const auto callbacks = peer.callbacks;  // the user may destroy the session from inside
    peer.up = false;
    ++generation_;
    for (const mqtt::Ticket ticket : std::exchange(peer.open, {})) {
      if (callbacks->published) callbacks->published(ticket, mqtt::kLinkEnded, why);
    }
    callbacks->lost(why, std::nullopt);
  }

  void arrived(Peer& peer, mqtt::Ticket ticket, const std::string& topic, const std::string& payload) {
    const auto at = parse_report_topic(topic);
    if (!at) return;
    const std::string thing(at->thing);
    const std::uint8_t reason = forbidden.contains(thing) ? 0x87
                                : chance(faults.quota)    ? mqtt::kQuotaExceeded
                                                          : 0;
    if (!chance(faults.unacknowledged)) {
      later([&peer, ticket, reason] {
        peer.open.erase(ticket);
        peer.callbacks->published(ticket, reason, "");
      });
    }
    if (reason == 0) judge(peer, thing, at->format, payload);
  }
  void judge(Peer& peer, const std::string& thing, Format format, const std::string& payload) {
    const DecodedReport report = decode_report(payload, format);
    Verdict verdict;
    verdict.thing = thing;
    verdict.id = ReportId{report.id.value()};
    if (received) received(thing, *verdict.id, payload);
    const Judgement judgement = history_.judge(thing, report, clock_.now());
    if (judgement.ruling == Ruling::silent || chance(faults.silent)) return;
    verdict.accepted = judgement.ruling == Ruling::accepted;
    if (!verdict.accepted) {
      verdict.code = judgement.ruling == Ruling::throttled ? kThrottled : kInvalidPayload;
    } else if (chance(faults.rejected + faults.throttled)) {
      verdict.accepted = false;
      verdict.code = chance(50) ? kThrottled : kInvalidPayload;
    }
    later([&peer, topic = report_topic(thing, format) + (verdict.accepted ? "/accepted" : "/rejected"),
           bytes = encode_verdict(format, verdict)] {
      peer.callbacks->message({topic, bytes, false});
    });
  }

  ManualClock& clock_;
  ReportHistory history_;
  std::mt19937_64 random_;
  std::unique_ptr<Timer> timer_;
  std::multimap<SteadyTime, std::pair<std::uint64_t, std::function<void()>>> events_;
  Peer* peer_ = nullptr;
  std::uint64_t generation_ = 0;
};

}  // namespace gatewarden::test
