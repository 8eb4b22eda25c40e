// An uplink between a scripted source and a scripted broker, on a manual clock.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "gateway/uplink/uplink.hpp"
#include "gateway/wire/topics.hpp"
#include "gateway/wire/verdict.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_session.hpp"

namespace gatewarden::test {

using namespace std::chrono_literals;

// Children become due when the test says; ids rise over all of them.
class StoriedSource final : public PublicationSource {
 public:
  void add(std::string thing, SteadyTime due = {}, std::string bytes = {}) {
    const std::uint64_t id = ++last_id_;
    if (bytes.empty()) bytes = "{\"report\":" + std::to_string(id) + "}";
    waiting_.push_back(
        {due, {DeviceId{static_cast<std::uint32_t>(id)}, std::move(thing), ReportId{id}, format, bytes}});
  }
  std::optional<Publication> next(SteadyTime now) override {
    ++asked;
    if (waiting_.empty() || waiting_.front().due > now) return std::nullopt;
    Publication p = std::move(waiting_.front().publication);
    waiting_.pop_front();
    pulled.push_back(p);
    return p;
  }
  std::optional<SteadyTime> due() const override {
    return waiting_.empty() ? std::nullopt : std::optional(waiting_.front().due);
  }
  void set_room(const PayloadRoom& wanted) override { room = wanted; }
  std::size_t left() const { return waiting_.size(); }

  PayloadRoom room;
  Format format = Format::json;
  std::vector<Publication> pulled;
  int asked = 0;

 private:
  struct Waiting {
    SteadyTime due;
    Publication publication;
  };
  std::deque<Waiting> waiting_;
  std::uint64_t last_id_ = 1000;
};

class OutcomeBook final : public OutcomeSink {
 public:
  void sent(DeviceId, ReportId id, SteadyTime at) override { sent_at.emplace_back(id, at); }
  void settled(const Outcome& outcome) override {
    settlements.push_back(outcome);
    ++times[outcome.id];
  }
  std::vector<Outcome> settlements;
  std::map<ReportId, int> times;
  std::vector<std::pair<ReportId, SteadyTime>> sent_at;
};

struct UplinkRig {
  explicit UplinkRig(UplinkSettings s = {}) : settings(std::move(s)) {
    settings.target.client_id = "plant7-gw";
    settings.target.host = "broker.test";
    make();
  }
  void make() {
    uplink.reset();
    uplink = std::make_unique<Uplink>(settings,
                                      Uplink::Parts{clock, broker.factory(), source, book,
                                                    [](std::string_view t) { return t.starts_with("gw:"); }},
                                      7);
  }
  void connect(mqtt::ConnAck ack = {}) {
    if (!broker.has_session()) uplink->start();
    broker.connect(ack);
    broker.answer_subscriptions();
  }
  // Until the next attempt to connect.
  void until_next_attempt() {
    const std::size_t before = broker.targets.size();
    for (int i = 0; i < 10'000 && broker.targets.size() == before; ++i) clock.advance(100ms);
  }
  void answer(const Publication& p, bool accepted, bool with_id = true,
              const std::string& code = "InvalidPayload") {
    Verdict v;
    v.thing = p.thing;
    if (with_id) v.id = p.id;
    v.accepted = accepted;
    if (!accepted) v.code = code, v.detail = "because";
    broker.deliver(report_topic(p.thing, p.format) + (accepted ? "/accepted" : "/rejected"),
                   encode_verdict(p.format, v));
  }
  const Outcome& last() const { return book.settlements.at(book.settlements.size() - 1); }

  UplinkSettings settings;
  ManualClock clock;
  ScriptedBroker broker;
  StoriedSource source;
  OutcomeBook book;
  std::unique_ptr<Uplink> uplink;
};

}  // namespace gatewarden::test
