#include "gateway/app/children/learning_room.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"
#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

constexpr Duration kNews = std::chrono::minutes(1);    // a refusal that passes by itself is shown for so long
constexpr Duration kSayAgain = std::chrono::hours(1);  // a log line about refusals, at most

std::string reason(LearningRoom::Refusal why) {
  switch (why) {
    case LearningRoom::Refusal::full:
      return "at_most reached";
    case LearningRoom::Refusal::too_fast:
      return "per_minute reached";
    case LearningRoom::Refusal::unusable:
      break;
  }
  return "no free thing name can be made of it";
}

}  // namespace

std::string shown_identity(std::string_view identity) {
  const bool cut = identity.size() > LearningRoom::kMaxShownIdentity;
  return printable(identity.substr(0, LearningRoom::kMaxShownIdentity)) + (cut ? "..." : "");
}

bool LearningRoom::takes_one(SteadyTime now) {
  const Duration minute = std::chrono::minutes(1), one = minute / rules_.per_minute;
  if (pace_.owed(now) + one > minute) return false;
  pace_.take(one, now);
  return true;
}

void LearningRoom::learned() { ++learned_; }

void LearningRoom::left() {
  if (learned_ > 0) --learned_;
  if (is_full()) return;
  refused_[static_cast<std::size_t>(Refusal::full)] = {};
  names_.clear();
}

std::optional<std::string> LearningRoom::next_silent() {
  if (silent_.empty()) return std::nullopt;
  std::string identity = std::move(silent_.back());
  silent_.pop_back();
  return identity;
}

void LearningRoom::looked(std::vector<Silent> silent, SteadyTime oldest, SteadyTime now) {
  const auto longer = [](const Silent& a, const Silent& b) { return a.since < b.since; };
  const std::size_t kept = std::min(silent.size(), kMaxSilent);
  std::partial_sort(silent.begin(), silent.begin() + static_cast<std::ptrdiff_t>(kept), silent.end(), longer);
  silent_.clear();
  for (std::size_t i = kept; i > 0; --i) silent_.emplace_back(silent[i - 1].identity);
  next_look_ = silent_.empty() ? oldest + rules_.replace_after : now;
}

void LearningRoom::refused(Refusal why, std::string_view link, std::string_view identity, SteadyTime now) {
  ++refusals_[static_cast<std::size_t>(why)];
  Refused& refused = refused_[static_cast<std::size_t>(why)];
  if (why != Refusal::full && now - refused.at > kNews) refused.times = 0;
  ++refused.times;
  refused.last.assign(identity.substr(0, kMaxShownIdentity + 1));  // one more, to know that it was cut
  refused.at = now;
  if (why == Refusal::full) keep_name(refused.last);
  if (said_ && now - *said_ < kSayAgain) return;
  said_ = now;
  log::warning("app", "learning_refused",
               {{"link", link}, {"why", text(why)}, {"learned_on_link", learned_}});
}

void LearningRoom::keep_name(std::string_view identity) {
  if (!names_.empty() && names_.back() == identity) return;
  std::erase(names_, identity);
  if (names_.size() == kMaxNames) names_.erase(names_.begin());
  names_.emplace_back(identity);
}

std::vector<std::string> LearningRoom::names_refused() const {
  std::vector<std::string> shown;
  for (const std::string& name : names_) shown.push_back(shown_identity(name));
  return shown;
}

std::string LearningRoom::text(Refusal why) const {
  return reason(why) + "; " + std::to_string(of(why).times) +
         " refused, last: " + shown_identity(of(why).last) +
         (why == Refusal::full ? " (`gatewarden forget THING` makes room)" : "");
}

std::string LearningRoom::why(SteadyTime now) const {
  if (is_full() && of(Refusal::full).times > 0) return text(Refusal::full);
  const auto newer =
      of(Refusal::too_fast).at > of(Refusal::unusable).at ? Refusal::too_fast : Refusal::unusable;
  const bool is_news = of(newer).times > 0 && now - of(newer).at <= kNews;
  return is_news ? text(newer) : "";
}

}  // namespace gatewarden::app
