#include "adapters/local_mqtt/topics/subscriptions.hpp"

#include <algorithm>
#include <iterator>

#include "adapters/local_mqtt/topics/filter_tree.hpp"
#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::local_mqtt {

Subscriptions::Subscriptions(std::vector<TopicPattern> given) : given_(std::move(given)) {
  take_over(given_);
}

void Subscriptions::plan(const Topics& topics) { take_over(plan_subscriptions(topics, given_)); }

void Subscriptions::take_over(SubscriptionPlan planned) {
  planned_ = std::move(planned);
  telling_.clear();
  std::copy_if(planned_.begin(), planned_.end(), std::back_inserter(telling_),
               [](const TopicPattern& pattern) { return pattern.has_wildcard(); });
}

void Subscriptions::session_began() {
  asked_.clear();
  refused_.clear();
  waiting_.clear();
}

Subscriptions::Changes Subscriptions::changes(const Topics& topics) {
  std::set<std::string> now = wanted(topics);
  std::vector<std::string> fresh;
  Changes changes;
  std::set_difference(now.begin(), now.end(), asked_.begin(), asked_.end(), std::back_inserter(fresh));
  std::set_difference(asked_.begin(), asked_.end(), now.begin(), now.end(),
                      std::back_inserter(changes.unsubscribe));
  changes.subscribe = requests(fresh);
  asked_ = std::move(now);
  return changes;
}

std::set<std::string> Subscriptions::wanted(const Topics& topics) const {
  std::set<std::string> filters;
  FilterTree refused;
  for (const TopicPattern& pattern : planned_) {
    if (pattern.has_wildcard() && refused_.count(pattern.filter()) > 0) {
      refused.add(pattern.filter());
    } else {
      filters.insert(pattern.filter());
    }
  }
  for (const std::string_view topic : topics) {
    if (refused.covers(topic)) filters.emplace(topic);
  }
  return filters;
}

std::vector<Subscriptions::Request> Subscriptions::requests(const std::vector<std::string>& filters) {
  std::vector<Request> requests;
  for (auto from = filters.begin(); from != filters.end();) {
    const auto to = from + std::min<std::ptrdiff_t>(kMaxFilters, filters.end() - from);
    waiting_[++last_ticket_].assign(from, to);
    requests.push_back({last_ticket_, waiting_[last_ticket_]});
    from = to;
  }
  return requests;
}

Subscriptions::Answer Subscriptions::answered(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
  Answer answer;
  const auto request = waiting_.extract(ticket);
  if (request.empty()) return answer;
  for (std::size_t i = 0; i < request.mapped().size(); ++i) {
    const std::uint8_t code = i < codes.size() ? codes[i] : mqtt::kUnspecifiedError;
    if (!mqtt::is_failure(code)) continue;
    const std::string& filter = request.mapped()[i];
    ++refusals_;
    asked_.erase(filter);
    refused_.insert(filter);
    answer.changes |= TopicPattern::from_filter(filter).has_wildcard();
    answer.refused.push_back({filter, code});
  }
  return answer;
}

std::optional<std::string> Subscriptions::identity(std::string_view topic) const {
  for (const TopicPattern& pattern : telling_) {
    if (auto identity = pattern.identity(topic)) return identity;
  }
  return std::nullopt;
}

}  // namespace gatewarden::local_mqtt
