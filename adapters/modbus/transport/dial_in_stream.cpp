#include "adapters/modbus/transport/dial_in_stream.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <optional>

#include "adapters/modbus/transport/tcp_connection.hpp"
#include "gateway/base/log.hpp"
#include "gateway/base/text/host.hpp"
#include "gateway/base/text/host_port.hpp"

namespace gatewarden::modbus {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr Duration kPause = std::chrono::seconds(1);  // after a failed accept

bool strangers_may_call(const DialIn& settings) {
  const auto everybody = [](const std::string& text) {
    const auto network = PeerNetwork::parse(text);
    return network && network->is_everybody();
  };
  const auto& from = settings.from;
  return (settings.anybody_may_call() || std::any_of(from.begin(), from.end(), everybody)) &&
         !is_loopback(settings.listen.host);
}

// Lives while one of its handlers is pending. Notes when the connection was last heard.
class DialInStream::Acceptor final : public std::enable_shared_from_this<Acceptor>, private StreamListener {
 public:
  Acceptor(asio::io_context& io, Clock& clock, const DialIn& settings, std::size_t room)
      : io_(io), clock_(clock), acceptor_(io), settings_(settings), room_(room) {
    for (const std::string& text : settings.from) {
      if (const auto network = PeerNetwork::parse(text)) networks_.push_back(*network);
    }
  }

  void open(StreamListener& listener) {
    listener_ = &listener;
    const std::optional<Trouble> trouble = acceptor_.is_open() ? std::nullopt : listen();
    if (trouble) {
      asio::post(io_, [self = shared_from_this(), trouble] {
        if (self->listener_) std::exchange(self->listener_, nullptr)->closed(*trouble);
      });
      return;
    }
    if (next_) {
      take(std::move(*next_));
      next_.reset();
    }
    accept();
  }

  void close() {
    listener_ = nullptr;
    if (connection_) connection_->abandon();
    connection_.reset();
  }

  void stop() {
    close();
    next_.reset();
    again_.reset();  // a pending handler may outlive the clock
    error_code ignored;
    acceptor_.close(ignored);
  }

  void send(std::span<const std::uint8_t> bytes) { connection_->send(bytes); }

  std::string endpoint() const {
    error_code error;
    const auto bound = acceptor_.local_endpoint(error);
    const std::string here =
        host_and_port(settings_.listen.host, error ? settings_.listen.port : bound.port());
    return connection_ ? here + " from " + caller_ : here;
  }
  std::uint64_t refused() const { return refused_; }

 private:
  // Nothing if it listens.
  std::optional<Trouble> listen() {
    using Kind = Trouble::Kind;
    error_code error;
    const auto address = asio::ip::make_address(settings_.listen.host, error);
    if (error) {
      return Trouble{Kind::other, "cannot listen: `listen` needs an IP address of this machine, not a name"};
    }
    const tcp::endpoint endpoint(address, settings_.listen.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(4, error);
    if (!error) {
      if (strangers_may_call(settings_)) warn_of_strangers();
      return std::nullopt;
    }
    error_code ignored;
    acceptor_.close(ignored);
    const Kind kind = error == asio::error::address_in_use ? Kind::in_use : Kind::other;
    return Trouble{kind, "cannot listen: " + error.message()};
  }

  void warn_of_strangers() const {
    log::warning(
        "modbus", "anybody_may_call",
        {{"listen", endpoint()},
         {"why", "whoever reaches this port is taken for the device: say who may call under `from`"}});
  }

  // One accept is pending while the link wants the device.
  void accept() {
    if (std::exchange(accepting_, true)) return;
    acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket caller) {
      self->accepting_ = false;
      if (error && error != asio::error::operation_aborted) return self->cannot_take(error.message());
      if (!error) self->accepted(std::move(caller));
      if (self->listener_) self->accept();
    });
  }

  // Such as no free file descriptor: the caller still waits, so the next accept would fail at once.
  void cannot_take(const std::string& why) {
    if (!listener_) return;
    if (!again_) {
      again_ = clock_.timer([this] {
        if (listener_) accept();
      });
    }
    again_->arm(clock_.now() + kPause);
    if (connection_) return;
    std::exchange(listener_, nullptr)->closed({Trouble::Kind::other, "cannot take a call: " + why});
  }

  void accepted(tcp::socket caller) {
    error_code error;
    const auto peer = caller.remote_endpoint(error);
    if (error || !may_call(peer.address().to_string())) {
      ++refused_;
      return;
    }
    if (!connection_ && listener_) return take(std::move(caller));
    if (connection_ && clock_.now() - heard_ < kSilence) {
      ++refused_;
      return;
    }
    next_ = std::move(caller);
    if (!connection_) return;
    connection_->fail({Trouble::Kind::other, "silent, and its place was taken by a new call"});
  }

  bool may_call(const std::string& address) const {
    const auto holds = [&](const PeerNetwork& network) { return network.contains(address); };
    return settings_.anybody_may_call() || std::any_of(networks_.begin(), networks_.end(), holds);
  }

  void take(tcp::socket caller) {
    error_code error;
    const auto peer = caller.remote_endpoint(error);
    caller_ = error ? "a caller that is gone" : peer.address().to_string();
    heard_ = clock_.now();
    connection_ = std::make_shared<TcpConnection>(io_, clock_, room_, static_cast<StreamListener&>(*this));
    connection_->adopt(std::move(caller));
  }

  void opened() override { listener_->opened(); }
  void received(std::span<const std::uint8_t> bytes) override {
    heard_ = clock_.now();
    listener_->received(bytes);
  }
  void closed(const Trouble& trouble) override {
    connection_.reset();
    std::exchange(listener_, nullptr)->closed(trouble);
  }

  asio::io_context& io_;
  Clock& clock_;
  std::unique_ptr<Timer> again_;
  tcp::acceptor acceptor_;
  DialIn settings_;
  std::size_t room_;
  std::vector<PeerNetwork> networks_;
  bool accepting_ = false;
  StreamListener* listener_ = nullptr;  // none: the link does not want the device
  std::shared_ptr<TcpConnection> connection_;
  std::string caller_;
  SteadyTime heard_{};
  std::optional<tcp::socket> next_;
  std::uint64_t refused_ = 0;
};

DialInStream::DialInStream(asio::io_context& io, Clock& clock, const DialIn& settings, std::size_t room)
    : acceptor_(std::make_shared<Acceptor>(io, clock, settings, room)) {}

DialInStream::~DialInStream() { acceptor_->stop(); }

void DialInStream::open(StreamListener& listener) { acceptor_->open(listener); }
void DialInStream::close() { acceptor_->close(); }
void DialInStream::send(std::span<const std::uint8_t> bytes) { acceptor_->send(bytes); }
std::string DialInStream::endpoint() const { return acceptor_->endpoint(); }
std::uint64_t DialInStream::refused() const { return acceptor_->refused(); }

}  // namespace gatewarden::modbus
