#include "gateway/mqtt/mosquitto_session.hpp"

#include "gateway/mqtt/mosquitto_link.hpp"

namespace gatewarden::mqtt {
namespace {

// The library counts its users.
struct LibraryUse {
  LibraryUse() { mosquitto_lib_init(); }
  ~LibraryUse() { mosquitto_lib_cleanup(); }
  LibraryUse(const LibraryUse&) = delete;
  LibraryUse& operator=(const LibraryUse&) = delete;
};

class MosquittoSession final : public Session {
 public:
  MosquittoSession(std::shared_ptr<LibraryUse> use, std::shared_ptr<MosquittoLink> link)
      : use_(std::move(use)), link_(std::move(link)) {}
  ~MosquittoSession() override { link_->abandon(); }
  void connect(Callbacks callbacks) override { link_->connect(std::move(callbacks)); }
  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
               bool retain) override {
    link_->publish(ticket, topic, payload, qos, retain);
  }
  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    link_->subscribe(ticket, filters, qos);
  }
  void unsubscribe(const std::vector<std::string>& filters) override { link_->unsubscribe(filters); }
  void pause() override { link_->pause(); }
  void resume() override { link_->resume(); }
  void close() override { link_->close(); }

 private:
  std::shared_ptr<LibraryUse> use_;
  std::shared_ptr<MosquittoLink> link_;
};

}  // namespace

SessionFactory mosquitto_sessions(boost::asio::io_context& io, Hosts hosts) {
  auto use = std::make_shared<LibraryUse>();
  auto surroundings = std::make_shared<Surroundings>(NameLookups::Asker::local_broker, std::move(hosts));
  return [&io, use, surroundings](const Target& target) {
    return std::make_unique<MosquittoSession>(use, std::make_shared<MosquittoLink>(io, target, surroundings));
  };
}

}  // namespace gatewarden::mqtt
