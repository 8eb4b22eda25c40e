// Whether answers still come. A nucleus or a broker may lose subscriptions without a word: then reports are taken
// and none is answered. Once answers were heard, three unanswered reports in a row show it, if they are of
// several children: a single child may lack the permission. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/base/clock.hpp"
#include "gateway/base/fnv1a.hpp"
#include "gateway/uplink/watch/late_answers.hpp"

namespace gatewarden {

class AnswerWatch {
 public:
  static constexpr unsigned kReports = 3;
  static constexpr Duration kBetween = std::chrono::minutes(5);  // two renewals

  // An answer to a report of this thing. True: the first one after a renewal.
  bool heard(std::string_view thing) {
    const std::uint64_t child = fnv1a(thing);
    several_heard_ = several_heard_ || (heard_ && *heard_ != child);
    heard_ = child;
    return heard_any();
  }
  // An answer that nothing waits for any more.
  bool heard_any() {
    unanswered_ = 0;
    several_unanswered_ = false;
    return std::exchange(renewals_, 0) > 0;
  }
  // A report of this thing was taken, and no answer came in time.
  void missed(std::string_view thing) {
    const std::uint64_t child = fnv1a(thing);
    several_unanswered_ = unanswered_ > 0 && (several_unanswered_ || first_unanswered_ != child);
    if (unanswered_++ == 0) first_unanswered_ = child;
  }
  // The children may be others, and subscriptions are asked for again: counted anew.
  void reloaded() {
    several_heard_ = several_unanswered_ = false;
    unanswered_ = 0;
  }
  bool deaf(SteadyTime now) const {
    return heard_ && unanswered_ >= kReports && (several_unanswered_ || !several_heard_) &&
           (!renewed_at_ || now - *renewed_at_ >= kBetween);
  }
  void renewed(SteadyTime now) {
    ++renewals_;
    renewed_at_ = now;
  }
  LateAnswers& late() { return late_; }
  unsigned unanswered() const { return unanswered_; }
  unsigned renewals() const { return renewals_; }  // without an answer since
  // For the status; empty: answers come.
  std::string text(SteadyTime now) const {
    if (renewals_ == 0 || unanswered_ == 0) return {};
    const auto ago = std::chrono::floor<std::chrono::seconds>(now - *renewed_at_);
    return "no answer to the last " + std::to_string(unanswered_) + " reports, subscriptions renewed " +
           std::to_string(ago.count()) + " s ago";
  }

 private:
  std::optional<std::uint64_t> heard_;  // the last one, as a hash
  bool several_heard_ = false;
  unsigned unanswered_ = 0;  // in a row
  std::uint64_t first_unanswered_ = 0;
  bool several_unanswered_ = false;
  unsigned renewals_ = 0;
  std::optional<SteadyTime> renewed_at_;
  LateAnswers late_;
};

}  // namespace gatewarden
