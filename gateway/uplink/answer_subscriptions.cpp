#include "gateway/uplink/answer_subscriptions.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {
namespace {

// Says nothing about what is allowed: the core is offline, or the peer is busy.
bool passes(std::uint8_t code) { return code == mqtt::kQuotaExceeded || code == mqtt::kServerBusy; }

// The refusal that counts: one that lasts before one that passes.
std::optional<std::uint8_t> worst_of(std::optional<std::uint8_t> before,
                                     const std::vector<std::uint8_t>& codes) {
  for (const std::uint8_t code : codes) {
    if (mqtt::is_failure(code) && (!before || passes(*before))) before = code;
  }
  return before;
}

std::string wait_text(std::optional<SteadyTime> at, SteadyTime now) {
  const Duration wait = at ? std::max(Duration::zero(), Duration(*at - now)) : Duration::zero();
  return ", asked again in " + std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s";
}

}  // namespace

std::vector<std::string> AnswerSubscriptions::filters(std::string_view thing, Format format) const {
  const auto [accepted, rejected] = answer_filters(thing, format);
  if (heard_ == Answers::all) return {accepted, rejected};
  return {rejected};
}

void AnswerSubscriptions::begin(mqtt::Session& session, SteadyTime now) {
  exact_.waiting.clear();
  exact_.heard.clear();
  waiting_.clear();
  exact_.too_many = false;
  stands_ = false;
  if (heard_ == Answers::off || (state_ == State::banned && ask_again_at_ && now < *ask_again_at_)) return;
  ask(session, now);
}

void AnswerSubscriptions::ask(mqtt::Session& session, SteadyTime now) {
  worst_.reset();
  waiting_.clear();
  asked_at_ = now;
  ask_again_at_ = give_up_at() + kAskAgain;  // unless it is answered
  state_ = State::asked;
  for (const Format format : formats_) {
    waiting_.insert(++last_ticket_);
    session.subscribe(last_ticket_, filters("+", format), 1);
  }
}

void AnswerSubscriptions::ask_again(mqtt::Session& session, SteadyTime now) {
  if (ask_again_at_ && now >= *ask_again_at_) ask(session, now);
}

void AnswerSubscriptions::renew(SteadyTime now, bool lost) {
  hang_ups_ = 0;
  if (lost) {
    stands_ = false;
    if (by_wildcard()) state_ = State::nothing;
  }
  if (heard_ != Answers::off) ask_again_at_ = now;
}

void AnswerSubscriptions::ended(bool hung_up, SteadyTime now) {
  const bool unanswered = !waiting_.empty();
  waiting_.clear();
  if (state_ == State::banned || heard_ == Answers::off) return;
  state_ = State::nothing;
  ask_again_at_.reset();  // the next session begins with it
  if (!unanswered || !hung_up || ++hang_ups_ < kHangUps) return;
  state_ = State::banned;
  ask_again_at_ = now + kAskAgain;
  hang_ups_ = kHangUps - 1;  // the next one is enough
  log::warning("uplink", "subscription_hung_up_on",
               {{"consequence", "verdicts are not heard: reports are only known to be sent"},
                {"remedy", subscribe_remedy(permitted_by_) + ", then reload"},
                {"asked_again_in_s", std::chrono::ceil<std::chrono::seconds>(kAskAgain).count()}});
}

void AnswerSubscriptions::answered(mqtt::Session& session, mqtt::Ticket ticket,
                                   const std::vector<std::uint8_t>& codes, SteadyTime now) {
  hang_ups_ = 0;
  if (!waiting_.erase(ticket)) {
    exact_answered(ticket, codes);
    return narrowed(session);
  }
  worst_ = worst_of(worst_, codes);
  if (!waiting_.empty()) return;
  worst_ ? refused(*worst_, now) : granted(session);
}

void AnswerSubscriptions::granted(mqtt::Session& session) {
  state_ = State::by_wildcard;
  stands_ = true;
  ask_again_at_.reset();
  if (std::exchange(delayed_, false)) log::info("uplink", "answers_subscribed", {});
  // Each answer would come twice.
  for (const auto& [thing, heard] : exact_.heard) {
    for (const Format format : formats_) session.unsubscribe(filters(thing, format));
  }
  exact_.heard.clear();
  exact_.waiting.clear();
}

// What was granted with it is not relied on.
void AnswerSubscriptions::refused(std::uint8_t code, SteadyTime now) {
  if (passes(code)) {
    state_ = State::delayed;
    ask_again_at_ = now + kAskSoon;
    if (!stands_ && !std::exchange(delayed_, true))
      log::warning("uplink", "answers_not_subscribed",
                   {{"why", peer(permitted_by_) + " cannot do it now"},
                    {"asked_again_in_s", std::chrono::ceil<std::chrono::seconds>(kAskSoon).count()}});
    return;
  }
  state_ = State::refused;
  stands_ = false;
  delayed_ = false;
  ask_again_at_ = now + kAskAgain;
  forget_refused_things();
  if (warned_) return;
  warned_ = true;
  log::warning("uplink", "wildcard_refused",
               {{"code", mqtt::describe(code)},
                {"consequence", "verdicts are heard for " +
                                    std::to_string(limits::kSubscriptionsPerConnection / 2) + " things only"},
                {"remedy", subscribe_remedy(permitted_by_)}});
}

void AnswerSubscriptions::exact_answered(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
  const auto asked = exact_.waiting.find(ticket);
  if (asked == exact_.waiting.end()) return;
  const auto worst = worst_of(std::nullopt, codes);
  if (worst && passes(*worst)) {
    exact_.heard.erase(asked->second);  // its next report asks again
  } else if (worst) {
    exact_.heard[asked->second] = false;
  }
  exact_.waiting.erase(asked);
}

void AnswerSubscriptions::forget_refused_things() {
  std::erase_if(exact_.heard, [](const auto& entry) { return !entry.second; });
}

bool AnswerSubscriptions::covers(std::string_view thing, Format format, mqtt::Session& session) {
  const bool countable = stands_ && exact_.served.size() <= limits::kSubscriptionsPerConnection;
  if (countable && !exact_.served.contains(thing)) exact_.served.emplace(thing, format);
  if (state_ == State::asked || (stands_ && !narrow())) return true;
  if (const auto known = exact_.heard.find(thing); known != exact_.heard.end()) return known->second;
  if (state_ != State::refused && !narrow()) return false;
  const std::size_t each = filters(thing, format).size();
  if ((exact_.heard.size() + 1) * each + wildcards() <= limits::kSubscriptionsPerConnection) {
    subscribe_exactly(thing, format, session);
    return true;
  }
  if (narrow()) widen();
  return stands_;
}

void AnswerSubscriptions::subscribe_exactly(std::string_view thing, Format format, mqtt::Session& session) {
  exact_.waiting.emplace(++last_ticket_, thing);
  exact_.heard.emplace(thing, true);
  session.subscribe(last_ticket_, filters(thing, format), 1);
}

// What the wildcards still take of a connection's subscriptions.
std::size_t AnswerSubscriptions::wildcards() const {
  return stands_ ? formats_.size() * filters("+", formats_.front()).size() : 0;
}

void AnswerSubscriptions::crowded(mqtt::Session& session) {
  if (!by_wildcard() || exact_.too_many || permitted_by_ == Permission::recipe || exact_.served.empty())
    return;
  const std::size_t each = filters("+", formats_.front()).size();
  if (exact_.served.size() * each + wildcards() > limits::kSubscriptionsPerConnection) return;
  state_ = State::narrow;
  for (const auto& [thing, format] : exact_.served) subscribe_exactly(thing, format, session);
  narrowed(session);
}

// The wildcards go once everything is heard without them.
void AnswerSubscriptions::narrowed(mqtt::Session& session) {
  if (!narrow() || !stands_ || !exact_.waiting.empty()) return;
  const bool all =
      std::all_of(exact_.heard.begin(), exact_.heard.end(), [](const auto& each) { return each.second; });
  if (!all || exact_.heard.empty()) return widen();
  stands_ = false;
  for (const Format format : formats_) session.unsubscribe(filters("+", format));
  log::info("uplink", "answers_narrowed",
            {{"why", "answers to others' things crowd ours out"}, {"things", exact_.heard.size()}});
}

// More things than exact filters fit, or they are refused: the wildcards again, for the rest of the session.
void AnswerSubscriptions::widen() {
  exact_.too_many = true;
  ask_again_at_ = SteadyTime{};
}

std::string AnswerSubscriptions::refusal() const {
  const bool hangs_up = state_ == State::banned;
  if (state_ != State::refused && !hangs_up) return {};
  return peer(permitted_by_) + (hangs_up ? " hangs up on" : " refuses") +
         " the subscription to all answers: " + subscribe_remedy(permitted_by_);
}

std::string AnswerSubscriptions::text(SteadyTime now) const {
  if (heard_ == Answers::off) return "answers off";
  const std::string what = heard_ == Answers::all ? "answers" : "rejections";
  switch (state_) {
    case State::nothing:
      return what + " not subscribed";
    case State::asked:
      if (!delayed_) return "subscribing to " + what;
      break;
    case State::by_wildcard:
      return what + " by wildcard";
    case State::banned:
      return peer(permitted_by_) + " hangs up on subscriptions, answers off" + wait_text(ask_again_at_, now);
    case State::narrow:
      return what + " for " + std::to_string(exact_.heard.size()) +
             " things only, to keep those of others away";
    case State::delayed:
    case State::refused:
      break;
  }
  if (stands_) return what + " by wildcard";
  const auto again = state_ == State::asked ? std::nullopt : ask_again_at_;
  if (delayed_ && exact_.heard.empty())
    return what + " not subscribed: " + peer(permitted_by_) + " cannot do it now" + wait_text(again, now);
  const auto heard = static_cast<std::size_t>(std::count_if(exact_.heard.begin(), exact_.heard.end(),
                                                            [](const auto& entry) { return entry.second; }));
  return "wildcard refused, " + what + " for " +
         std::to_string(heard - std::min(heard, exact_.waiting.size())) + " things only" +
         wait_text(again, now);
}

}  // namespace gatewarden
