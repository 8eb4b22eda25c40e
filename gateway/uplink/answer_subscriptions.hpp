// Subscribes to answers: all, only rejections, or none. One wildcard covers every thing; where broker or
// policy refuses it, exact filters cover the first things published for, up to a connection's limit; where it brings
// too many answers to others, they cover all things published for, if a connection's limit allows that.
//
// No refusal is final: what the peer cannot do now is asked again within seconds, what it does not allow after
// kAskAgain, or at once when the operator has changed something.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/uplink/uplink_settings.hpp"

namespace gatewarden {

class AnswerSubscriptions {
 public:
  static constexpr Duration kPatience = std::chrono::seconds(10);  // for the peer's answer
  static constexpr Duration kAskSoon = std::chrono::seconds(5);    // after a refusal that passes
  static constexpr Duration kAskAgain = std::chrono::minutes(15);  // after one that may last
  static constexpr unsigned kHangUps = 3;

  AnswerSubscriptions(std::vector<Format> formats, Answers heard, Permission permitted_by)
      : formats_(std::move(formats)), heard_(heard), permitted_by_(permitted_by) {}

  void begin(mqtt::Session& session, SteadyTime now);
  // Subscribes again if it is time to.
  void ask_again(mqtt::Session& session, SteadyTime now);
  std::optional<SteadyTime> next_ask() const { return ask_again_at_; }
  // The next ask_again() subscribes. `lost`: what is subscribed is of no use; else it is relied on meanwhile.
  void renew(SteadyTime now, bool lost);
  // `hung_up`: as an answer to what was sent last. Whoever does so three times in a row instead of answering does
  // not allow subscribing, and no report would get through: nothing is subscribed for kAskAgain.
  void ended(bool hung_up, SteadyTime now);
  void answered(mqtt::Session& session, mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes,
                SteadyTime now);
  // False until the peer has answered or kPatience is over: the first answers would be lost.
  bool ready(SteadyTime now) const { return waiting_.empty() || now >= give_up_at(); }
  std::optional<SteadyTime> ready_at() const {
    return waiting_.empty() ? std::nullopt : std::optional(give_up_at());
  }
  SteadyTime asked_at() const { return asked_at_; }
  // Whether the thing's answers are heard. Subscribes first if only exact filters are left.
  bool covers(std::string_view thing, Format format, mqtt::Session& session);

  // Others' answers crowd ours out: exact filters take the wildcard's place for the rest of the session, where they suffice
  // for all things published for.
  void crowded(mqtt::Session& session);

  bool by_wildcard() const { return state_ == State::by_wildcard; }
  bool wanted() const { return heard_ != Answers::off && state_ != State::banned; }
  // Every report is answered, and each answer counts for the connection's rate.
  bool every() const { return heard_ == Answers::all && wanted(); }
  // Why answers are not heard, and the remedy; empty unless it is forbidden to subscribe to all.
  std::string refusal() const;
  // What is subscribed now: "answers by wildcard", "answers for 25 things only", "answers off".
  std::string text(SteadyTime now) const;

 private:
  enum class State : std::uint8_t { nothing, asked, by_wildcard, narrow, delayed, refused, banned };

  std::vector<std::string> filters(std::string_view thing, Format format) const;
  // Nothing is lost meanwhile where the wildcard of before stands.
  SteadyTime give_up_at() const { return stands_ ? asked_at_ : asked_at_ + kPatience; }
  void ask(mqtt::Session& session, SteadyTime now);
  void refused(std::uint8_t code, SteadyTime now);
  void granted(mqtt::Session& session);
  void exact_answered(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes);
  void forget_refused_things();
  bool narrow() const { return state_ == State::narrow; }
  void subscribe_exactly(std::string_view thing, Format format, mqtt::Session& session);
  std::size_t wildcards() const;
  void narrowed(mqtt::Session& session);
  void widen();

  const std::vector<Format> formats_;
  const Answers heard_;
  const Permission permitted_by_;
  State state_ = State::nothing;
  SteadyTime asked_at_{};
  std::optional<SteadyTime> ask_again_at_;
  mqtt::Ticket last_ticket_ = 0;
  std::set<mqtt::Ticket> waiting_;     // wildcards not answered yet
  std::optional<std::uint8_t> worst_;  // of the answers to the last question
  // Filters of single things. `served`: published for while the wildcard stood, up to one too many.
  struct Exact {
    std::map<mqtt::Ticket, std::string> waiting;
    std::map<std::string, bool, std::less<>> heard;  // by thing
    std::map<std::string, Format, std::less<>> served;
    bool too_many = false;  // not narrowed again in this session
  } exact_;
  bool warned_ = false;    // once a run
  bool stands_ = false;    // the wildcard was granted in this session
  bool delayed_ = false;   // refused for now, and not granted since
  unsigned hang_ups_ = 0;  // in a row
};

}  // namespace gatewarden
