#include "gateway/mqtt/connection_probe.hpp"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "gateway/base/text/host_port.hpp"
#include "gateway/mqtt/http_connect.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gatewarden::mqtt {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;
constexpr auto kPatience = std::chrono::seconds(3);
// After a TLS 1.3 handshake a server refuses our certificate within a round trip.
constexpr auto kPatienceAfterHandshake = std::chrono::seconds(1);
constexpr std::size_t kMaxProxyAnswer = 16 * 1024;

}  // namespace

// Step by step; the first failure is the answer.
class ConnectionProbe::Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(boost::asio::io_context& io, const Target& target, std::function<void(const Finding&)> found)
      : target_(target), found_(std::move(found)), resolver_(io), deadline_(io), socket_(io) {}

  void start() {
    wait(kPatience, "no answer from " + peer());
    const std::string& name = target_.proxy ? target_.proxy->host : target_.host;
    const std::uint16_t port = target_.proxy ? target_.proxy->port : target_.port;
    resolver_.async_resolve(name, std::to_string(port), tcp::resolver::numeric_service,
                            [name, self = shared_from_this()](const Failure& failure, const auto& results) {
                              if (failure) return self->tell("the name " + name, failure);
                              self->connect(results);
                            });
  }
  void cancel() {
    found_ = nullptr;
    stop();
  }

 private:
  void connect(const tcp::resolver::results_type& results) {
    boost::asio::async_connect(socket_, results,
                               [self = shared_from_this()](const Failure& failure, const auto&) {
                                 if (failure) return self->tell("no connection to " + self->peer(), failure);
                                 self->target_.proxy ? self->ask_proxy() : self->connected();
                               });
  }
  void ask_proxy() {
    asked_ = connect_request(target_);
    boost::asio::async_write(socket_, boost::asio::buffer(asked_),
                             [self = shared_from_this()](const Failure& failure, std::size_t) {
                               if (failure) return self->tell(self->peer() + " hung up", failure);
                               self->hear_proxy();
                             });
  }
  void hear_proxy() {
    boost::asio::async_read_until(
        socket_, boost::asio::dynamic_buffer(answered_, kMaxProxyAnswer), "\r\n\r\n",
        [self = shared_from_this()](const Failure& failure, std::size_t) {
          if (failure == boost::asio::error::operation_aborted) return;
          const std::string refusal = proxy_refusal(
              self->target_, std::string_view(self->answered_).substr(0, self->answered_.find('\r')));
          if (!refusal.empty()) return self->tell(refusal);
          self->connected();
        });
  }
  void connected() {
    if (!target_.tls) return reached("a TCP connection");
    greet();
  }
  void greet() {
    auto made = TlsContext::make(*target_.tls, target_.host);
    if (!made) return tell(made.error());
    context_ = std::move(*made);
    SSL_CTX_up_ref(context_->native());  // Asio's context takes one reference
    asio_context_.emplace(context_->native());
    stream_.emplace(socket_, *asio_context_);
    stream_->async_handshake(boost::asio::ssl::stream_base::client,
                             [self = shared_from_this()](const Failure& failure) { self->greeted(failure); });
  }
  void greeted(const Failure& failure) {
    const std::string subject = "TLS with " + endpoint() + " failed";
    if (!context_->refusal().empty())
      return tell(subject + ": certificate verify failed: " + context_->refusal());
    if (failure) return tell(subject, failure);
    deadline_.expires_after(kPatienceAfterHandshake);
    deadline_.async_wait([self = shared_from_this()](const Failure& cancelled) {
      if (!cancelled) self->reached("TLS");
    });
    stream_->async_read_some(boost::asio::buffer(&octet_, 1), [self = shared_from_this()](
                                                                  const Failure& hung_up, std::size_t) {
      self->tell(self->endpoint() + " hung up after the TLS handshake (" + self->suspicion() + ")", hung_up);
    });
  }
  std::string suspicion() const {
    const auto validity = context_->validity();
    if (!validity) return "does it ask for a client certificate?";
    const WallTime now = std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
    if (now > validity->until) return "the client certificate has expired";
    if (now < validity->from) return "the client certificate is not valid yet";
    return "is the client certificate known?";
  }

  void wait(std::chrono::steady_clock::duration patience, std::string otherwise) {
    deadline_.expires_after(patience);
    deadline_.async_wait([self = shared_from_this(), text = std::move(otherwise)](const Failure& cancelled) {
      if (!cancelled) self->tell(text);
    });
  }
  void tell(const std::string& subject, const Failure& failure) {
    if (failure == boost::asio::error::operation_aborted) return;
    tell(subject + ": " + failure.message());
  }
  void tell(std::string why) { tell(Finding{std::move(why), false}); }
  void tell(const Finding& finding) {
    const auto found = std::exchange(found_, nullptr);
    stop();
    if (found) found(finding);
  }
  void reached(const std::string& step) {
    Failure unknown;
    const auto remote = socket_.remote_endpoint(unknown);
    const std::string address = unknown ? "" : host_and_port(remote.address().to_string(), remote.port());
    tell(Finding{step + " with " + endpoint() + (address.empty() ? "" : ", at " + address), true});
  }
  void stop() {
    Failure ignored;
    resolver_.cancel();
    deadline_.cancel();
    socket_.close(ignored);
  }
  std::string endpoint() const { return host_and_port(target_.host, target_.port); }
  // Whoever is connected to first.
  std::string peer() const {
    return target_.proxy ? "the proxy " + host_and_port(target_.proxy->host, target_.proxy->port)
                         : endpoint();
  }

  const Target target_;
  std::function<void(const Finding&)> found_;
  tcp::resolver resolver_;
  boost::asio::steady_timer deadline_;
  tcp::socket socket_;
  std::string asked_, answered_;  // to and from the proxy
  std::unique_ptr<TlsContext> context_;
  std::optional<boost::asio::ssl::context> asio_context_;
  std::optional<boost::asio::ssl::stream<tcp::socket&>> stream_;
  char octet_ = 0;
};

void ConnectionProbe::start(const Target& target, std::function<void(const Finding&)> found) {
  cancel();
  attempt_ = std::make_shared<Attempt>(io_, target, std::move(found));
  attempt_->start();
}

void ConnectionProbe::cancel() {
  if (attempt_) attempt_->cancel();
  attempt_.reset();
}

}  // namespace gatewarden::mqtt
