// The connection: connect, lose, wait, come back, and keep the subscriptions what the children need.
#include "adapters/local_mqtt/local_mqtt_link.hpp"

#include <algorithm>

#include "adapters/local_mqtt/broker_address.hpp"
#include "gateway/base/log.hpp"

namespace gatewarden::local_mqtt {
namespace {

// A broker is near: quick first attempts, but a crowd of gateways must not fall on it in step.
constexpr Backoff::Bounds kPauses{std::chrono::seconds(1), std::chrono::seconds(30),
                                  std::chrono::milliseconds(100)};
// A connection that held this long was a good one: the next loss begins with short pauses again.
constexpr Duration kHeld = std::chrono::seconds(10);
constexpr std::size_t kFiltersPerRequest = 100;

std::string random_client_id(const std::string& link, std::uint64_t seed) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string id = "gatewarden-" + link + "-";
  std::mt19937_64 random(seed);
  for (int i = 0; i < 8; ++i) id += kHex[random() & 15];
  return id;
}

std::vector<TopicPattern> given_patterns(const Settings& settings) {
  std::vector<TopicPattern> given;
  for (const std::string& text : settings.topics) {
    if (auto pattern = TopicPattern::parse(text)) given.push_back(*pattern);  // the fleet file was checked
  }
  return given;
}

}  // namespace

LocalMqttLink::LocalMqttLink(std::string name, Settings settings, Surroundings surroundings)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      around_(std::move(surroundings)),
      client_id_(settings_.client_id.empty() ? random_client_id(name_, around_.seed) : settings_.client_id),
      backoff_(kPauses, around_.seed),
      retry_(around_.clock.timer([this] { attempt(); })),
      decoder_(settings_.max_payload),
      given_(given_patterns(settings_)),
      wanted_(given_) {}

LocalMqttLink::~LocalMqttLink() = default;

void LocalMqttLink::start() {
  if (state_ == State::stopped) attempt();
}

void LocalMqttLink::stop() {
  retry_->cancel();
  session_.reset();
  state_ = State::stopped;
}

void LocalMqttLink::assign(std::vector<Assignment> devices) {
  children_.assign(devices);
  plan_filters();
  if (state_ == State::connected) bring_subscriptions_up_to_date();
}

mqtt::Target LocalMqttLink::target() const {
  mqtt::Target target;
  target.host = settings_.broker.host;
  target.port = settings_.broker.port;
  if (settings_.broker.tls) {
    target.tls = Tls{};
    target.tls->ca_file = settings_.ca;
    target.tls->certificate_file = settings_.certificate;
    target.tls->private_key_file = settings_.private_key;
  }
  target.version = settings_.version;
  target.client_id = client_id_;
  target.username = settings_.username;
  target.keep_alive = std::chrono::duration_cast<std::chrono::seconds>(settings_.keep_alive);
  target.password_file = settings_.password_file;
  return target;
}

mqtt::Callbacks LocalMqttLink::callbacks() {
  mqtt::Callbacks calls;
  calls.connected = [this](const mqtt::ConnAck&) { connected(); };
  calls.lost = [this](const std::string& why, std::optional<std::uint8_t>) { lost(why); };
  calls.message = [this](const mqtt::Message& message) { arrived(message); };
  calls.published = [](mqtt::Ticket, std::uint8_t, std::string_view) {};
  calls.subscribed = [this](mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
    subscribed(ticket, codes);
  };
  return calls;
}

void LocalMqttLink::attempt() {
  session_.reset();  // the last one, whose end was told
  state_ = State::connecting;
  since_ = around_.clock.now();
  session_ = around_.sessions(target());
  session_->connect(callbacks());
}

void LocalMqttLink::connected() {
  state_ = State::connected;
  since_ = around_.clock.now();
  ++counts_.connects;
  why_.clear();
  told_lost_ = false;
  log::info("local_mqtt", "link_connected", {{"link", name_}, {"broker", to_text(settings_.broker)}});
  asked_.clear();
  open_subscriptions_.clear();
  refused_.clear();
  plan_filters();
  bring_subscriptions_up_to_date();
}

void LocalMqttLink::lost(const std::string& why) {
  if (state_ == State::connected) {
    ++counts_.losses;
    if (around_.clock.now() - since_ >= kHeld) backoff_.reset();
  }
  retry_later(why);
}

void LocalMqttLink::retry_later(const std::string& why) {
  why_ = why;
  state_ = State::waiting;
  since_ = around_.clock.now() + backoff_.next();
  retry_->arm(since_);
  if (told_lost_) return;
  told_lost_ = true;
  log::warning("local_mqtt", "link_lost",
               {{"link", name_}, {"broker", to_text(settings_.broker)}, {"why", why}});
}

void LocalMqttLink::plan_filters() {
  std::vector<std::string_view> topics;
  topics.reserve(children_.all().size());
  for (const TopicChild& child : children_.all()) topics.push_back(child.topic);
  wanted_ = plan_subscriptions(topics, given_);
}

void LocalMqttLink::bring_subscriptions_up_to_date() {
  std::set<std::string> wanted;
  for (const TopicPattern& pattern : wanted_) {
    if (refused_.count(pattern.filter()) == 0) wanted.insert(pattern.filter());
  }
  for (const TopicChild& child : children_.all()) {
    for (const TopicPattern& pattern : wanted_) {
      if (refused_.empty()) break;
      if (refused_.count(pattern.filter()) != 0 && pattern.covers(child.topic)) wanted.insert(child.topic);
    }
  }
  std::vector<std::string> gone;
  std::vector<std::string> fresh;
  std::set_difference(asked_.begin(), asked_.end(), wanted.begin(), wanted.end(), std::back_inserter(gone));
  std::set_difference(wanted.begin(), wanted.end(), asked_.begin(), asked_.end(), std::back_inserter(fresh));
  // First the new ones: a topic that moves from one filter to another is covered all the time.
  subscribe(fresh);
  if (!gone.empty()) session_->unsubscribe(gone);
  asked_ = std::move(wanted);
}

void LocalMqttLink::subscribe(const std::vector<std::string>& filters) {
  for (std::size_t i = 0; i < filters.size(); i += kFiltersPerRequest) {
    const auto from = filters.begin() + static_cast<std::ptrdiff_t>(i);
    const auto to =
        filters.begin() + static_cast<std::ptrdiff_t>(std::min(i + kFiltersPerRequest, filters.size()));
    const mqtt::Ticket ticket = next_ticket_++;
    const auto& asked = open_subscriptions_[ticket] = std::vector<std::string>(from, to);
    session_->subscribe(ticket, asked, static_cast<int>(settings_.qos));
  }
}

void LocalMqttLink::subscribed(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes) {
  const auto asked = open_subscriptions_.extract(ticket);
  if (asked.empty()) return;
  bool wildcard_refused = false;
  for (std::size_t i = 0; i < asked.mapped().size(); ++i) {
    const std::uint8_t code = i < codes.size() ? codes[i] : 0x80;
    if (code < 0x80) continue;
    const std::string& filter = asked.mapped()[i];
    ++counts_.filters_refused;
    why_ = "the broker refused the subscription " + filter + " (code " + std::to_string(code) +
           "): allow user '" + settings_.username + "' to read it";
    log::warning("local_mqtt", "subscription_refused", {{"link", name_}, {"filter", filter}, {"code", code}});
    asked_.erase(filter);
    refused_.insert(filter);
    wildcard_refused |= filter.find('+') != std::string::npos;
  }
  // Some brokers' rules name topics, not wildcards: then each child's own topic is asked for.
  if (wildcard_refused) bring_subscriptions_up_to_date();
}

LinkSnapshot LocalMqttLink::snapshot() const {
  LinkSnapshot shot;
  shot.name = name_;
  shot.protocol = "mqtt";
  shot.endpoint = to_text(settings_.broker);
  switch (state_) {
    case State::stopped:
      shot.state = LinkState::stopped;
      break;
    case State::connecting:
      shot.state = LinkState::connecting;
      break;
    case State::connected:
      shot.state = LinkState::connected;
      break;
    case State::waiting:
      shot.state = LinkState::waiting;
      shot.retry_in = since_ - around_.clock.now();
  }
  shot.why = why_;
  shot.devices = children_.all().size();
  shot.samples = counts_.samples;
  shot.errors = counts_.errors;
  shot.unknown = counts_.unknown;
  shot.last_unknown = last_unknown_;
  shot.counters = {{"payloads", counts_.payloads},
                   {"payload_bytes", counts_.bytes},
                   {"connects", counts_.connects},
                   {"losses", counts_.losses},
                   {"subscriptions", asked_.size()},
                   {"subscriptions_refused", counts_.filters_refused},
                   {"retained_ignored", counts_.retained_ignored},
                   {"empty", counts_.empty},
                   {"learned", counts_.learned}};
  for (std::size_t i = 0; i < kFaults; ++i) {
    if (counts_.faults[i] > 0) {
      shot.counters.emplace(std::string(to_string(static_cast<Fault>(i))), counts_.faults[i]);
    }
  }
  return shot;
}

}  // namespace gatewarden::local_mqtt
