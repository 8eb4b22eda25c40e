#include "gateway/greengrass/greengrass_session.hpp"

#include <memory>
#include <utility>

#include "gateway/greengrass/component.hpp"
#include "gateway/greengrass/dialogue.hpp"

namespace gatewarden::greengrass {
namespace {

class GreengrassSession final : public mqtt::Session {
 public:
  explicit GreengrassSession(std::shared_ptr<Dialogue> dialogue) : dialogue_(std::move(dialogue)) {}
  ~GreengrassSession() override { dialogue_->abandon(); }
  void connect(mqtt::Callbacks callbacks) override { dialogue_->connect(std::move(callbacks)); }
  void publish(mqtt::Ticket ticket, std::string_view topic, std::string_view payload, int qos,
               bool) override {
    dialogue_->publish(ticket, topic, payload, qos);
  }
  void subscribe(mqtt::Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    dialogue_->subscribe(ticket, filters, qos);
  }
  void unsubscribe(const std::vector<std::string>& filters) override { dialogue_->unsubscribe(filters); }
  void close() override { dialogue_->close(); }

 private:
  std::shared_ptr<Dialogue> dialogue_;
};

}  // namespace

mqtt::SessionFactory greengrass_sessions(boost::asio::io_context& io, Clock& clock, Settings settings,
                                         TokenRefused token_refused) {
  auto component = std::make_shared<Component>(io, clock, std::move(settings), std::move(token_refused));
  return [component](const mqtt::Target& target) {
    return std::make_unique<GreengrassSession>(std::make_shared<Dialogue>(component, target.connect_timeout));
  };
}

}  // namespace gatewarden::greengrass
