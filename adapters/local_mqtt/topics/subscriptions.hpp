// What a connection has subscribed, and what must change for its children. Where the broker refuses a
// wildcard, the topics it covers are subscribed one by one: some brokers' rules name topics only. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/local_mqtt/topics/subscription_plan.hpp"
#include "gateway/mqtt/session.hpp"

namespace gatewarden::local_mqtt {

class Subscriptions {
 public:
  static constexpr std::size_t kMaxFilters = 100;  // of one request
  using Topics = std::vector<std::string_view>;    // of all children
  struct Request {
    mqtt::Ticket ticket;
    std::vector<std::string> filters;
  };
  // In this order: a topic that moves to another filter stays covered.
  struct Changes {
    std::vector<Request> subscribe;
    std::vector<std::string> unsubscribe;
  };
  struct Refusal {
    std::string filter;
    std::uint8_t code;
  };
  struct Answer {
    std::vector<Refusal> refused;
    bool changes = false;  // a wildcard was refused: call changes()
  };

  // `given`: the patterns of the fleet file.
  explicit Subscriptions(std::vector<TopicPattern> given);

  void plan(const Topics& topics);
  void take_over(SubscriptionPlan planned);  // of the listed topics, made elsewhere
  // The broker knows no filter yet, and may grant what it refused before.
  void session_began();
  // To be sent at once.
  Changes changes(const Topics& topics);
  // A code per filter: the granted QoS, or a failure from 0x80 on. A missing one counts as 0x80.
  Answer answered(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes);

  // Who publishes to this topic, by the first wildcard that tells.
  std::optional<std::string> identity(std::string_view topic) const;
  // Of this session, without the refused ones.
  std::size_t size() const { return asked_.size(); }
  std::uint64_t refusals() const { return refusals_; }

 private:
  std::set<std::string> wanted(const Topics& topics) const;
  std::vector<Request> requests(const std::vector<std::string>& filters);

  std::vector<TopicPattern> given_;
  std::vector<TopicPattern> planned_;
  std::vector<TopicPattern> telling_;  // those with a wildcard
  // Of this session.
  std::set<std::string> asked_, refused_;
  std::map<mqtt::Ticket, std::vector<std::string>> waiting_;  // for the broker's answer
  mqtt::Ticket last_ticket_ = 0;
  std::uint64_t refusals_ = 0;  // of all sessions
};

}  // namespace gatewarden::local_mqtt
