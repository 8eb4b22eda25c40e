#include "adapters/local_mqtt/local_mqtt_link.hpp"

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/broker_target.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::local_mqtt {

LocalMqttLink::LocalMqttLink(std::string name, const Settings& settings, Surroundings surroundings)
    : name_(std::move(name)),
      around_(std::move(surroundings)),
      target_(broker_target(name_, settings, around_.seed)),
      endpoint_(to_text(settings.broker)),
      qos_(static_cast<int>(settings.qos)),
      connection_(around_.seed),
      subscriptions_(TopicPattern::parse_all(settings.topics)),
      budget_(settings.bytes_per_second),
      intake_(name_, settings, budget_, around_.sink, around_.directory),
      retry_(around_.clock.timer([this] { attempt(); })),
      turn_(around_.clock.timer([this] { go_on(); })) {}

LocalMqttLink::~LocalMqttLink() = default;

void LocalMqttLink::start() {
  if (connection_.is(LinkState::stopped)) attempt();
}

void LocalMqttLink::stop() {
  retry_->cancel();
  turn_->cancel();
  intake_.give_up();
  session_.reset();
  connection_.stopped();
}

void LocalMqttLink::assign(std::vector<Assignment> devices) {
  intake_.assign(devices);
  const auto topics = intake_.topics();
  if (auto* planned = std::any_cast<SubscriptionPlan>(&prepared_)) {
    subscriptions_.take_over(std::move(*planned));
  } else {
    subscriptions_.plan(topics);
  }
  prepared_.reset();
  if (connection_.is(LinkState::connected)) subscribe_changes(topics);
}

mqtt::Callbacks LocalMqttLink::callbacks() {
  mqtt::Callbacks calls;
  calls.connected = [this](const mqtt::ConnAck&) { connected(); };
  calls.lost = [this](const std::string& why, std::optional<std::uint8_t>) { lost(why); };
  calls.message = [this](const mqtt::Message& message) {
    if (intake_.take(message, around_.clock.now(), subscriptions_)) return;
    session_->pause();
    turn_->arm(around_.clock.now());
  };
  calls.published = [](mqtt::Ticket, std::uint8_t, std::string_view) {};
  calls.subscribed = [this](mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
    subscribed(ticket, codes);
  };
  return calls;
}

// With the payload that is under way; whatever else is due in the loop comes before the next turn.
void LocalMqttLink::go_on() {
  if (!intake_.go_on()) return turn_->arm(around_.clock.now());
  if (session_) session_->resume();
}

void LocalMqttLink::attempt() {
  session_.reset();  // its end was told
  connection_.connecting();
  session_ = around_.sessions(target_);
  session_->connect(callbacks());
}

void LocalMqttLink::connected() {
  connection_.connected(around_.clock.now());
  log::info("local_mqtt", "link_connected", {{"link", name_}, {"broker", endpoint_}});
  if (intake_.under_way()) session_->pause();
  subscriptions_.session_began();
  subscribe_changes(intake_.topics());
}

void LocalMqttLink::lost(const std::string& why) {
  retry_->arm(connection_.lost(why, around_.clock.now()));
  if (!connection_.loss_is_news()) return;
  log::warning("local_mqtt", "link_lost", {{"link", name_}, {"broker", endpoint_}, {"why", why}});
}

void LocalMqttLink::subscribe_changes(const Subscriptions::Topics& topics) {
  const auto changes = subscriptions_.changes(topics);
  for (const auto& request : changes.subscribe) session_->subscribe(request.ticket, request.filters, qos_);
  if (!changes.unsubscribe.empty()) session_->unsubscribe(changes.unsubscribe);
}

void LocalMqttLink::subscribed(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
  const auto answer = subscriptions_.answered(ticket, codes);
  for (const auto& [filter, code] : answer.refused) {
    connection_.failed("the broker refused the subscription " + filter + " (code " + std::to_string(code) +
                       "): allow user '" + target_.username + "' to read it");
    log::warning("local_mqtt", "subscription_refused", {{"link", name_}, {"filter", filter}, {"code", code}});
  }
  if (answer.changes) subscribe_changes(intake_.topics());
}

LinkSnapshot LocalMqttLink::snapshot() const {
  LinkSnapshot shown;
  shown.name = name_;
  shown.protocol = "mqtt";
  shown.endpoint = endpoint_;
  connection_.show(shown, around_.clock.now());
  intake_.show(shown);
  shown.counters["subscriptions"] = subscriptions_.size();
  shown.counters["subscriptions_refused"] = subscriptions_.refusals();
  return shown;
}

std::vector<AddressKey> LocalMqttLink::address(DeviceId device) const {
  const std::string topic = intake_.topic(device);
  if (topic.empty()) return {};
  return {{"topic", topic}};
}

DeviceSnapshot LocalMqttLink::device(DeviceId device) const {
  std::string link_down;
  if (!connection_.is(LinkState::connected)) {
    link_down = "the link " + name_ + " is not connected: " + connection_.why();
  }
  return intake_.device(device, around_.clock.now(), link_down);
}

}  // namespace gatewarden::local_mqtt
