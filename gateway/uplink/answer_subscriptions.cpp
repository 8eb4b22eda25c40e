#include "gateway/uplink/answer_subscriptions.hpp"

#include <algorithm>

#include "gateway/base/log.hpp"
#include "gateway/mqtt/reasons.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/topics.hpp"

namespace gatewarden {
namespace {

bool any_refused(const std::vector<std::uint8_t>& codes) {
  return std::any_of(codes.begin(), codes.end(), mqtt::is_failure);
}

}  // namespace

std::vector<std::string> AnswerSubscriptions::filters(std::string_view thing, Format format) const {
  const auto [accepted, rejected] = answer_filters(thing, format);
  if (every()) return {accepted, rejected};
  return {rejected};
}

void AnswerSubscriptions::begin(mqtt::Session& session, SteadyTime now) {
  waiting_.clear();
  exact_waiting_.clear();
  exact_.clear();
  filter_count_ = 0;
  refused_ = false;
  if (!wanted()) return;
  give_up_at_ = now + kPatience;
  for (const Format format : formats_) {
    const auto wildcards = filters("+", format);
    waiting_.insert(++last_ticket_);
    filter_count_ += wildcards.size();
    session.subscribe(last_ticket_, wildcards, 1);
  }
}

void AnswerSubscriptions::ended(bool by_peer) {
  if (!wanted() || waiting_.empty() || !by_peer) return;
  waiting_.clear();
  if (++hang_ups_ < kHangUps) return;
  log::warning(
      "uplink", "subscription_hung_up_on",
      {{"consequence", "verdicts are not heard: reports are only known to be sent"},
       {"remedy", "allow iot:Subscribe and iot:Receive on $aws/things/+/defender/metrics/*, then reload"}});
}

void AnswerSubscriptions::answered(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
  const bool no = any_refused(codes);
  hang_ups_ = 0;
  if (waiting_.erase(ticket)) {
    if (!no) return;
    refused_ = true;
    filter_count_ = 0;  // what was granted with it is not relied on
    if (warned_) return;
    warned_ = true;
    log::warning(
        "uplink", "wildcard_refused",
        {{"code", mqtt::describe(*std::find_if(codes.begin(), codes.end(), mqtt::is_failure))},
         {"consequence", "verdicts are heard for " + std::to_string(limits::kSubscriptionsPerConnection / 2) +
                             " things only"},
         {"remedy", "allow iot:Subscribe and iot:Receive on $aws/things/+/defender/metrics/*"}});
    return;
  }
  const auto exact = exact_waiting_.find(ticket);
  if (exact == exact_waiting_.end()) return;
  if (no) exact_[exact->second] = false;
  exact_waiting_.erase(exact);
}

bool AnswerSubscriptions::covers(std::string_view thing, Format format, mqtt::Session& session) {
  if (!wanted() || !refused_) return wanted();
  if (const auto known = exact_.find(thing); known != exact_.end()) return known->second;
  const auto exact = filters(thing, format);
  if (filter_count_ + exact.size() > limits::kSubscriptionsPerConnection) return false;
  filter_count_ += exact.size();
  exact_waiting_.emplace(++last_ticket_, thing);
  exact_.emplace(thing, true);
  session.subscribe(last_ticket_, exact, 1);
  return true;
}

std::string AnswerSubscriptions::text() const {
  if (hang_ups_ >= kHangUps) return "the broker hangs up on subscriptions, answers off";
  if (!wanted()) return "answers off";
  if (!refused_) return every() ? "answers by wildcard" : "rejections by wildcard";
  const auto heard =
      std::count_if(exact_.begin(), exact_.end(), [](const auto& entry) { return entry.second; });
  return "wildcard refused, answers for " + std::to_string(heard) + " things only";
}

}  // namespace gatewarden
