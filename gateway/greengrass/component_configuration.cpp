#include "gateway/greengrass/component_configuration.hpp"

#include <utility>

#include "gateway/base/log.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/greengrass/operations.hpp"

namespace gatewarden::greengrass {
namespace {

using namespace std::chrono_literals;

constexpr Duration kPatience = 10s;  // for the handshake, and for answers
constexpr Backoff::Bounds kPauses{.first = 1s, .cap = 30s, .floor = 200ms};

}  // namespace

ComponentConfiguration::ComponentConfiguration(std::shared_ptr<Component> component, Wanted wanted, Read read)
    : component_(std::move(component)),
      wanted_(std::move(wanted)),
      read_(std::move(read)),
      backoff_(kPauses, static_cast<std::uint64_t>(component_->clock.wall().time_since_epoch().count())),
      again_(component_->clock.timer([this] { once_more(); })) {
  connect();
}

ComponentConfiguration::~ComponentConfiguration() {
  if (connection_) connection_->shut();
}

void ComponentConfiguration::connect() {
  last_stream_ = updates_ = 0;
  subscribed_ = false;
  asked_.clear();
  connection_ = std::make_shared<IpcConnection>(component_, kPatience);
  IpcConnection::Events events;
  events.up = [this] { up(); };
  events.frame = [this](const Frame& frame) { heard(frame); };
  events.ended = [this](const std::string& why, bool token_dead) { ended(why, token_dead); };
  connection_->open(std::move(events));
}

// Subscribed first: nothing changes unseen between the two.
void ComponentConfiguration::up() {
  request(kSubscribeToConfigurationUpdate, kSubscribeToConfigurationUpdateRequest, {});
  updates_ = last_stream_;
  ask();
}

void ComponentConfiguration::ask() {
  answer_ = {};
  std::vector<std::vector<std::string>> paths;
  if (!in_parts_) paths.push_back({wanted_.key});
  for (const std::string& each : in_parts_ ? wanted_.keys_below : std::vector<std::string>())
    paths.push_back({wanted_.key, each});
  for (std::vector<std::string>& path : paths) {
    request(kGetConfiguration, kGetConfigurationRequest, path);
    asked_[last_stream_] = std::move(path);
  }
  again_->arm(component_->clock.now() + kPatience);
}

void ComponentConfiguration::request(std::string_view operation, std::string_view model,
                                     const std::vector<std::string>& key_path) {
  const std::string text = configuration_text(key_path);
  connection_->send({.stream = ++last_stream_, .operation = operation, .model = model, .payload = text});
}

void ComponentConfiguration::heard(const Frame& frame) {
  if (frame.stream == updates_) return heard_of_change(frame);
  const auto asked = asked_.extract(frame.stream);
  if (asked.empty()) return;
  if ((frame.flags & kTerminateStream) == 0)
    connection_->send({.flags = kTerminateStream, .stream = frame.stream});
  answered(frame, asked.mapped());
  if (asked_.empty()) collected();
}

// The first frame of its stream is the answer, others are events.
void ComponentConfiguration::heard_of_change(const Frame& frame) {
  if (frame.type == FrameType::application_error) {
    log::warning("greengrass", "configuration_changes_unheard",
                 {{"why", read_refusal(frame).text}, {"now", "a restart reads a changed configuration"}});
  } else if (std::exchange(subscribed_, true)) {
    answer_.changed = true;
    if (asked_.empty()) again_->arm(component_->clock.now() + kGather);
  }
}

void ComponentConfiguration::answered(const Frame& frame, const std::vector<std::string>& key_path) {
  const std::string name = key_path.size() == 1 ? wanted_.key : wanted_.key + "." + key_path.back();
  if (frame.type == FrameType::application_error) {
    const Refusal refusal = read_refusal(frame);
    if (!refusal.absent) answer_.failed = name + ": " + refusal.text;
    return;
  }
  auto value = read_configuration(frame.payload, key_path.back());
  if (!value) {
    answer_.failed = name + ": " + value.error();
  } else if (key_path.size() == 1) {
    answer_.found = std::move(*value);
  } else {
    if (!answer_.found) answer_.found = Json::object();
    (*answer_.found)[key_path.back()] = std::move(*value);
  }
}

void ComponentConfiguration::collected() {
  if (!answer_.failed.empty()) return failed(answer_.failed);
  backoff_.reset();
  complained_ = false;
  again_->cancel();
  if (answer_.changed) again_->arm(component_->clock.now() + kGather);
  std::string text = answer_.found ? json_page(*std::exchange(answer_.found, std::nullopt)) : "";
  if (told_ == text) return;
  told_ = text;
  read_(text);
}

// Whole and in parts by turns: one of the two may pass.
void ComponentConfiguration::failed(const std::string& why) {
  in_parts_ = !in_parts_;
  if (in_parts_) return ask();
  if (!std::exchange(complained_, true))
    log::warning("greengrass", "configuration_unread", {{"why", why}, {"now", "it is asked for again"}});
  again_->arm(component_->clock.now() + backoff_.next());
}

void ComponentConfiguration::ended(const std::string& why, bool token_dead) {
  if (token_dead) {
    if (component_->token_refused) component_->token_refused(why);
    return;
  }
  if (!asked_.empty()) in_parts_ = !in_parts_;
  asked_.clear();
  connection_.reset();
  if (!std::exchange(complained_, true))
    log::warning("greengrass", "configuration_unread", {{"why", why}, {"now", "it connects again"}});
  again_->arm(component_->clock.now() + backoff_.next());
}

void ComponentConfiguration::once_more() {
  if (!connection_) return connect();
  if (asked_.empty()) return ask();
  connection_->shut();
  ended("the Greengrass nucleus does not answer", false);
}

}  // namespace gatewarden::greengrass
