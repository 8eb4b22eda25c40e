// A gateway that says what a test wants.
#pragma once

#include <functional>
#include <utility>

#include "gateway/status/forgetter.hpp"
#include "gateway/status/reloader.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

inline ChildRow child_row(std::string thing, DeviceState state = DeviceState::online) {
  ChildRow row;
  row.thing = std::move(thing);
  row.profile = "em24";
  row.link = "hall-a";
  row.origin = "hall-a unit 4";
  row.state = state;
  row.last_seen = std::chrono::milliseconds(1500);
  row.last_report_id = 1790000301;
  row.last_verdict = "accepted";
  row.outcomes.accepted = 12;
  row.next_report = std::chrono::seconds(243);
  row.last_values = "voltage_l1=230.1 reachable=1";
  return row;
}

// As of a gateway that never removed a child.
inline void add(Totals& totals, const ChildRow& row) {
  totals.add(row.state, row.waiting);
  totals.outcomes.accepted += row.outcomes.accepted;
  totals.outcomes.rejected += row.outcomes.rejected;
  totals.outcomes.outdated += row.outcomes.outdated;
  totals.outcomes.no_verdict += row.outcomes.no_verdict;
}

inline GatewaySnapshot gateway_snapshot() {
  GatewaySnapshot s;
  s.thing = "plant7-gw";
  s.version = "0.1.0";
  s.commit = "0123456789ab";
  s.pid = 4711;
  s.started = WallTime(std::chrono::milliseconds(1'790'000'000'123));
  s.uptime = std::chrono::hours(51) + std::chrono::minutes(5);
  s.now = s.started + std::chrono::hours(51) + std::chrono::minutes(5);
  s.report_interval = std::chrono::minutes(5);
  s.state_directory = "/var/lib/gatewarden";
  s.floor_text = "service: aws, floor 300 s";
  s.uplink.connected = true;
  s.uplink.state = "connected";
  s.uplink.since = std::chrono::minutes(125);
  s.uplink.endpoint = "mqtts://iot.example:8883";
  s.uplink.detail = "MQTT 5, TLS 1.3";
  s.uplink.limits = "95 publishes/s, 500 KB/s";
  s.uplink.last_error = "connection reset by peer";
  s.uplink.certificate_until = WallTime(std::chrono::seconds(1'790'864'000));
  s.uplink.awaits_answers = true;
  s.uplink.last_accepted = WallTime(std::chrono::milliseconds(1'790'000'301'500));
  s.uplink.in_flight = 3;
  s.uplink.counters = {{"publishes", 24}, {"reconnects", 1}};
  LinkRow hall;
  hall.link = {"hall-a", "modbus", "10.0.0.5:502",   LinkState::connected, {}, "", 20, 4711, 3,
               0,        "",       {{"timeouts", 3}}};
  hall.samples_per_second = 2.04;
  LinkRow site;
  site.link = {"site",
               "mqtt",
               "mqtts://localhost:8883",
               LinkState::waiting,
               std::chrono::seconds(12),
               "connection refused",
               2,
               9,
               1,
               2,
               "sensors/x",
               {}};
  hall.children = {0, 1, 0, 1};
  site.learning = LearningView{2, 100, {{"full", 0}, {"too_fast", 7}, {"unusable", 0}}};
  s.links = {hall, site};
  s.children = {child_row("plant7-gw:meter-1"), child_row("plant7-gw:meter-4", DeviceState::offline)};
  auto& silent = s.children[1];
  silent.why = "no answer within 500ms (3 in a row)";
  silent.last_seen = std::chrono::minutes(61);
  silent.outcomes.accepted = 2;
  silent.outcomes.rejected = 1;
  silent.last_values = "";
  silent.waiting = true;
  for (const auto& row : s.children) add(s.totals, row);
  s.totals.dropped = {{"digits", 2}};
  return s;
}

inline ChildDetail child_detail() {
  ChildDetail detail;
  detail.row = gateway_snapshot().children[1];
  detail.topic = "$aws/things/plant7-gw:meter-4/defender/metrics/cbor";
  detail.last_fault = "nan at byte 96, in `\"temp\":nan`";
  detail.points = {{"voltage_l1", "number", "mean", "230.1", std::chrono::milliseconds(400), 12, {}},
                   {"energy_wh", "number", "delta", "", std::nullopt, 0, {{"digits", 2}}}};
  detail.counters = {{"timeouts", 3}, {"exception_2", 0}};
  detail.last_report = "{\n  \"header\": {}\n}";
  detail.last_report_bytes = 683;
  detail.last_rejection = RejectionView{"InvalidPayload", "no such metric",
                                        WallTime(std::chrono::seconds(1'790'000'301)), "{}", "7b7d"};
  return detail;
}

class FakeGateway final : public StatusSource, public Forgetter, public Reloader {
 public:
  GatewaySnapshot snapshot(Depth depth) const override {
    ++snapshots;
    auto taken = shown;
    if (depth == Depth::totals) taken.children.clear();
    return taken;
  }
  std::optional<ChildDetail> child(std::string_view thing) const override {
    for (const auto& row : shown.children) {
      if (row.thing != thing) continue;
      auto detail = child_detail();
      detail.row = row;
      return detail;
    }
    return std::nullopt;
  }
  Readiness readiness() const override { return ready; }
  Health health() const override { return well; }
  // A child is forgotten, and a reload answered, when finish() is called; at_once: without.
  void forget(const std::string& thing, std::uint32_t uid, Forgetter::Done done) override {
    orders.emplace_back(thing, uid);
    if (!child(thing)) return done(RefusedRequest{"unknown_thing", "no child is called \"" + thing + "\""});
    finish = [done = std::move(done), thing] {
      done(ForgottenDevice{thing, "hall-a", "unit-4", 1790000301, {{"energy_wh", 12}}, ""});
    };
    if (at_once) finish();
  }

  // Answers with `reloaded`.
  void reload(std::uint32_t uid, Reloader::Done done) override {
    reloads.push_back(uid);
    finish = [done = std::move(done), this] { done(reloaded); };
    if (at_once) finish();
  }

  // Many children with realistic texts.
  void populate(std::size_t children) {
    shown.children.clear();
    shown.totals = {};
    for (std::size_t i = 0; i < children; ++i) {
      auto row = child_row("plant7-gw:meter-" + std::to_string(i));
      row.origin = "hall-a unit " + std::to_string(i);
      row.last_values = "voltage_l1=230.1 voltage_l2=229.8 voltage_l3=231.0 energy_wh=1234567 reachable=1";
      add(shown.totals, row);
      shown.children.push_back(std::move(row));
    }
  }

  GatewaySnapshot shown = gateway_snapshot();
  Readiness ready{true, "ready"};
  Health well{true, "the loop is alive"};
  mutable int snapshots = 0;
  std::vector<std::pair<std::string, std::uint32_t>> orders;
  std::vector<std::uint32_t> reloads;
  ReloadAnswer reloaded = std::make_shared<const ReloadChanges>();
  bool at_once = true;
  std::function<void()> finish;
};

}  // namespace gatewarden::status
