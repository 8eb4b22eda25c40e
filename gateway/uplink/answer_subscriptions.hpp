// Subscribes to answers: all, only rejections, or none. One wildcard covers every thing; where broker or
// policy refuses it, exact filters cover the first things published for, up to a connection's limit. The
// state belongs to one session; `begin` starts afresh.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/uplink_settings.hpp"

namespace gatewarden {

class AnswerSubscriptions {
 public:
  AnswerSubscriptions(std::vector<Format> formats, Answers heard)
      : formats_(std::move(formats)), heard_(heard) {}

  void begin(mqtt::Session& session, SteadyTime now);
  // A broker that ends the session three times instead of answering does not allow subscribing, and no report
  // would get through: nothing is subscribed until try_again().
  void ended(bool by_peer);
  void try_again() { hang_ups_ = 0; }
  void answered(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes);
  // False until the broker has answered or kPatience is over: the first answers would be lost.
  bool ready(SteadyTime now) const { return !wanted() || waiting_.empty() || now >= give_up_at_; }
  std::optional<SteadyTime> ready_at() const {
    return wanted() && !waiting_.empty() ? std::optional(give_up_at_) : std::nullopt;
  }
  // Whether the thing's answers are heard. Subscribes first if only exact filters are left.
  bool covers(std::string_view thing, Format format, mqtt::Session& session);

  bool wanted() const { return heard_ != Answers::off && hang_ups_ < kHangUps; }
  // Every report is answered, and each answer counts for the connection's rate.
  bool every() const { return heard_ == Answers::all && wanted(); }
  std::string text() const;  // "answers by wildcard", "answers for 25 things only", "answers off"

 private:
  static constexpr Duration kPatience = std::chrono::seconds(10);
  static constexpr unsigned kHangUps = 3;

  std::vector<std::string> filters(std::string_view thing, Format format) const;

  std::vector<Format> formats_;
  Answers heard_;
  SteadyTime give_up_at_{};
  mqtt::Ticket last_ticket_ = 0;
  std::set<mqtt::Ticket> waiting_;  // not answered yet
  std::map<mqtt::Ticket, std::string> exact_waiting_;
  std::map<std::string, bool, std::less<>> exact_;  // thing -> heard
  std::size_t filter_count_ = 0;
  bool refused_ = false;
  bool warned_ = false;    // once a run
  unsigned hang_ups_ = 0;  // in a row
};

}  // namespace gatewarden
