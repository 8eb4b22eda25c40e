#include "gateway/mqtt/loopback_sessions.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/mqtt/reasons.hpp"
#include "gateway/mqtt/topic_filter.hpp"

namespace gatewarden::mqtt {
namespace {

struct Peer {
  Callbacks callbacks;
  std::vector<std::string> filters;

  bool wants(std::string_view topic) const {
    return std::any_of(filters.begin(), filters.end(),
                       [topic](const std::string& filter) { return filter_matches(filter, topic); });
  }
};

// What the sessions of a factory share.
struct Exchange {
  boost::asio::io_context& io;
  std::vector<std::shared_ptr<Peer>> present{};

  // From the loop, unless the session has ended by then; a callback may end it.
  template <class Call>
  void later(const std::shared_ptr<Peer>& peer, Call call) const {
    boost::asio::post(io, [weak = std::weak_ptr<Peer>(peer), call = std::move(call)] {
      if (const auto alive = weak.lock()) call(*alive);
    });
  }
};

class LoopbackSession final : public Session {
 public:
  explicit LoopbackSession(std::shared_ptr<Exchange> exchange)
      : exchange_(std::move(exchange)), self_(std::make_shared<Peer>()) {}
  ~LoopbackSession() override { leave(); }

  void connect(Callbacks callbacks) override {
    self_->callbacks = std::move(callbacks);
    exchange_->present.push_back(self_);
    exchange_->later(self_, [](const Peer& self) { self.callbacks.connected(ConnAck{}); });
  }

  void publish(Ticket ticket, std::string_view topic, std::string_view payload, int, bool) override {
    const auto kept = std::make_shared<const std::pair<std::string, std::string>>(topic, payload);
    std::uint8_t reason = kNoMatchingSubscribers;
    for (const auto& peer : exchange_->present) {
      if (!peer->wants(topic)) continue;
      reason = kSuccess;
      exchange_->later(peer, [kept](const Peer& reader) {
        reader.callbacks.message({kept->first, kept->second});
      });
    }
    exchange_->later(self_,
                     [ticket, reason](const Peer& self) { self.callbacks.published(ticket, reason, ""); });
  }

  void subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) override {
    self_->filters.insert(self_->filters.end(), filters.begin(), filters.end());
    const std::vector<std::uint8_t> granted(filters.size(), static_cast<std::uint8_t>(qos));
    exchange_->later(self_,
                     [ticket, granted](const Peer& self) { self.callbacks.subscribed(ticket, granted); });
  }

  void unsubscribe(const std::vector<std::string>& filters) override {
    std::erase_if(self_->filters, [&filters](const std::string& own) {
      return std::find(filters.begin(), filters.end(), own) != filters.end();
    });
  }

  void close() override {
    leave();
    exchange_->later(self_, [](const Peer& self) { self.callbacks.lost("disconnected", std::nullopt); });
  }

 private:
  void leave() { std::erase(exchange_->present, self_); }

  std::shared_ptr<Exchange> exchange_;
  std::shared_ptr<Peer> self_;  // nobody else keeps it but Exchange::present
};

}  // namespace

SessionFactory loopback_sessions(boost::asio::io_context& io) {
  return [exchange = std::make_shared<Exchange>(Exchange{io})](const Target&) -> std::unique_ptr<Session> {
    return std::make_unique<LoopbackSession>(exchange);
  };
}

}  // namespace gatewarden::mqtt
