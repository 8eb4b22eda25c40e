// A local broker as a Link. It only conducts: ConnectionState, Subscriptions and PayloadIntake decide.
#pragma once

#include <any>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/local_mqtt/connection_state.hpp"
#include "adapters/local_mqtt/payload_intake.hpp"
#include "adapters/local_mqtt/settings.hpp"
#include "adapters/local_mqtt/topics/subscriptions.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mqtt/session.hpp"
#include "gateway/sample/directory.hpp"
#include "gateway/sample/link.hpp"

namespace gatewarden::local_mqtt {

// The composition owns them; they outlive the link.
struct Surroundings {
  SampleSink& sink;
  Clock& clock;
  mqtt::SessionFactory sessions;
  Directory* directory = nullptr;  // null: unlisted devices are only counted
  std::uint64_t seed = 0;          // of the back-off and the client id
};

class LocalMqttLink final : public Link {
 public:
  LocalMqttLink(std::string name, const Settings& settings, Surroundings surroundings);
  ~LocalMqttLink() override;

  void start() override;
  void stop() override;
  void prepare(std::any&& made) override { prepared_ = std::move(made); }
  void assign(std::vector<Assignment> devices) override;
  void release(DeviceId device) override { intake_.release(device); }
  void serve(const Assignment& device) override { intake_.serve(device); }
  bool hears(DeviceId device, const std::any& address) const override {
    return intake_.hears(device, address);
  }
  LinkSnapshot snapshot() const override;
  std::uint64_t samples() const override { return intake_.samples(); }
  DeviceSnapshot device(DeviceId device) const override;
  std::vector<AddressKey> address(DeviceId device) const override;

 private:
  mqtt::Callbacks callbacks();
  void attempt();
  void go_on();
  void connected();
  void lost(const std::string& why);
  void subscribe_changes(const Subscriptions::Topics& topics);
  void subscribed(mqtt::Ticket ticket, const std::vector<std::uint8_t>& codes);

  const std::string name_;
  const Surroundings around_;
  const mqtt::Target target_;
  const std::string endpoint_;
  const int qos_;
  ConnectionState connection_;
  Subscriptions subscriptions_;
  std::any prepared_;  // a SubscriptionPlan, until the next assign()
  LinkBudget budget_;
  PayloadIntake intake_;
  std::unique_ptr<Timer> retry_;
  std::unique_ptr<Timer> turn_;
  std::unique_ptr<mqtt::Session> session_;
};

}  // namespace gatewarden::local_mqtt
