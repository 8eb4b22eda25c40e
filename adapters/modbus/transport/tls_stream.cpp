#include "adapters/modbus/transport/tls_stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <vector>

#include "adapters/modbus/transport/tcp_connection.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/text/host_port.hpp"
#include "gateway/tls/tls_client.hpp"
#include "gateway/tls/tls_files.hpp"

namespace gatewarden::modbus {

class TlsStream::Dialogue final : public std::enable_shared_from_this<Dialogue>, private StreamListener {
 public:
  Dialogue(boost::asio::io_context& io, Clock& clock, std::size_t room, StreamListener& listener)
      : io_(io), clock_(clock), listener_(&listener), buffer_(room) {}

  void open(const TlsPeer& peer, std::shared_ptr<HostAddresses> there, Duration within) {
    there_ = std::move(there);
    const Tls files{peer.ca, peer.certificate, peer.private_key, {}, true, nullptr};
    const std::string name = peer.server_name.empty() ? peer.host.host : peer.server_name;
    run_errand<Result<Tls>>(
        io_, "TLS " + peer.ca + " " + peer.certificate + " " + peer.private_key, within,
        [files] { return with_files_read(files); },
        [self = shared_from_this(), name,
         until = clock_.now() + within](const std::optional<Result<Tls>>& read) {
          if (self->listener_) self->begin(read, name, until - self->clock_.now());
        });
  }

  void abandon() {
    listener_ = nullptr;
    if (connected_) {
      if (!was_open_) there_->pass_on();
      tls_->farewell();
      carry();
    }
    if (connection_) connection_->abandon();
    connected_ = false;
  }

  void send(std::span<const std::uint8_t> bytes) {
    tls_->write(bytes);
    carry();
    if (tls_->state() == TlsClient::State::over) fail_soon(end());
  }

  std::string missing() const {
    if (!tls_) return kUnread;
    if (!connected_) return "no connection";
    return tls_->heard() ? "no end of the TLS handshake"
                         : "no answer to a TLS greeting (does it speak TLS on this port?)";
  }

 private:
  static constexpr const char* kUnread = "the disk of its certificate, key or authority does not answer";

  void begin(const std::optional<Result<Tls>>& read, const std::string& name, Duration within) {
    if (!read || !*read) return fail({Trouble::Kind::other, read ? read->error() : std::string(kUnread)});
    auto made = TlsClient::make(**read, name);
    if (!made) return fail({Trouble::Kind::other, made.error()});
    tls_ = std::move(*made);
    connection_ =
        std::make_shared<TcpConnection>(io_, clock_, buffer_.size(), static_cast<StreamListener&>(*this));
    connection_->open(there_, within);
  }

  void opened() override {
    connected_ = true;
    carry();
  }

  void received(std::span<const std::uint8_t> bytes) override {
    const auto self = shared_from_this();  // the link may drop us in any call
    const bool greeting = tls_->state() == TlsClient::State::greeting;
    tls_->feed(bytes);
    carry();
    if (greeting && tls_->state() == TlsClient::State::open) {
      was_open_ = true;
      listener_->opened();
    }
    while (listener_) {
      const std::size_t count = tls_->read(buffer_);
      if (count == 0) break;
      listener_->received(std::span(buffer_).first(count));
    }
    if (!listener_) return;
    carry();
    if (tls_->state() == TlsClient::State::over) fail(end());
  }

  void closed(const Trouble& trouble) override {
    const auto self = shared_from_this();
    const Trouble meant{trouble.kind, connected_ ? tls_->hung_up(trouble.why) : trouble.why};
    if (connected_ && !was_open_) there_->pass_on();
    connected_ = false;
    fail(meant);
  }

  void carry() {
    const std::vector<std::uint8_t> bytes = tls_->outgoing();
    if (!bytes.empty()) connection_->send(bytes);
  }

  Trouble end() const {
    using Kind = Trouble::Kind;
    return {tls_->closed_by_peer() ? Kind::closed_by_peer : Kind::other, tls_->why()};
  }

  void fail(const Trouble& trouble) {
    StreamListener* listener = listener_;
    abandon();
    if (listener) listener->closed(trouble);
  }

  void fail_soon(const Trouble& trouble) {
    boost::asio::post(io_, [self = shared_from_this(), trouble] { self->fail(trouble); });
  }

  boost::asio::io_context& io_;
  Clock& clock_;
  StreamListener* listener_;
  std::vector<std::uint8_t> buffer_;
  std::unique_ptr<TlsClient> tls_;  // none until the files are read
  std::shared_ptr<TcpConnection> connection_;
  std::shared_ptr<HostAddresses> there_;
  bool connected_ = false;
  bool was_open_ = false;  // the handshake has ended
};

TlsStream::TlsStream(boost::asio::io_context& io, Clock& clock, TlsPeer peer,
                     std::shared_ptr<HostAddresses> there, Duration within, std::size_t room)
    : io_(io),
      clock_(clock),
      peer_(std::move(peer)),
      there_(std::move(there)),
      within_(within),
      room_(room) {}

TlsStream::~TlsStream() { close(); }

void TlsStream::open(StreamListener& listener) {
  dialogue_ = std::make_shared<Dialogue>(io_, clock_, room_, listener);
  dialogue_->open(peer_, there_, within_);
}

void TlsStream::close() {
  if (dialogue_) dialogue_->abandon();
  dialogue_.reset();
}

void TlsStream::send(std::span<const std::uint8_t> bytes) { dialogue_->send(bytes); }

void TlsStream::doubt() { there_->pass_on(); }

std::string TlsStream::endpoint() const { return host_and_port(peer_.host.host, peer_.host.port); }

std::string TlsStream::missing() const { return dialogue_ ? dialogue_->missing() : Stream::missing(); }

}  // namespace gatewarden::modbus
