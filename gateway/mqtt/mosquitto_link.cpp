#include "gateway/mqtt/mosquitto_link.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>

#include "gateway/mqtt/reasons.hpp"

namespace gatewarden::mqtt {
namespace {

// A busy broker must leave the loop to others now and then: one wake-up takes this many packets at most.
constexpr int kPacketsPerWakeUp = 256;

// Why a socket that became writable is not connected; 0 when it is. The library may have written to it, and
// so taken the error, before we look: then only the missing peer tells.
int connect_failure(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return error;
  sockaddr_storage peer{};
  size = sizeof peer;
  return getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) == 0 ? 0 : ECONNREFUSED;
}

// In the TLS greeting the library reports a dead socket as success, for ever.
bool socket_is_dead(int error) { return error == EPIPE || error == ECONNRESET || error == ENOTCONN; }

}  // namespace

void MosquittoLink::publish(Ticket ticket, std::string_view topic, std::string_view payload, int qos,
                            bool retain) {
  if (stage_ == Stage::over) return;
  open_.insert(ticket);
  int mid = 0;
  int result = MOSQ_ERR_NO_CONN;
  if (stage_ == Stage::up) {
    inside_call_ = true;
    result = mosquitto_publish(library_, &mid, std::string(topic).c_str(), static_cast<int>(payload.size()),
                               payload.data(), qos, retain);
    inside_call_ = false;
  }
  if (result == MOSQ_ERR_SUCCESS) {
    publishing_[mid] = ticket;
    for (const auto& [done, reason] : early_) {
      later([this, id = done, code = reason] { complete(id, code); });
    }
    early_.clear();
    return wait_writable();
  }
  const std::uint8_t reason = result == MOSQ_ERR_OVERSIZE_PACKET ? kPacketTooLarge : kLinkEnded;
  later([this, ticket, reason, why = explain(result)] {
    if (open_.erase(ticket) && callbacks_.published) callbacks_.published(ticket, reason, why);
  });
}

void MosquittoLink::complete(int mid, std::uint8_t reason) {
  const auto found = publishing_.find(mid);
  if (found == publishing_.end()) return;
  const Ticket ticket = found->second;
  publishing_.erase(found);
  if (stage_ == Stage::up && open_.erase(ticket) && callbacks_.published)
    callbacks_.published(ticket, reason, {});
}

void MosquittoLink::subscribe(Ticket ticket, const std::vector<std::string>& filters, int qos) {
  if (stage_ == Stage::over) return;
  std::vector<char*> list;
  for (const std::string& filter : filters) list.push_back(const_cast<char*>(filter.c_str()));
  int mid = 0;
  const int result = stage_ == Stage::up
                         ? mosquitto_subscribe_multiple(library_, &mid, static_cast<int>(list.size()),
                                                        list.data(), qos, 0, nullptr)
                         : MOSQ_ERR_NO_CONN;
  if (result == MOSQ_ERR_SUCCESS) {
    subscribing_[mid] = ticket;
    return wait_writable();
  }
  const std::uint8_t reason = result == MOSQ_ERR_INVAL ? kTopicFilterInvalid : kUnspecifiedError;
  later([this, ticket, codes = std::vector<std::uint8_t>(filters.size(), reason)] {
    if (callbacks_.subscribed) callbacks_.subscribed(ticket, codes);
  });
}

// Without an answer: a filter the broker keeps costs only what it still sends.
void MosquittoLink::unsubscribe(const std::vector<std::string>& filters) {
  if (stage_ != Stage::up || filters.empty()) return;
  std::vector<char*> list;
  for (const std::string& filter : filters) list.push_back(const_cast<char*>(filter.c_str()));
  mosquitto_unsubscribe_multiple(library_, nullptr, static_cast<int>(list.size()), list.data(), nullptr);
  wait_writable();
}

void MosquittoLink::close() {
  if (stage_ == Stage::over) return;
  if (stage_ == Stage::up) mosquitto_disconnect(library_);
  later([this] { fail("closed"); });
}

// Runs `what` from the loop unless the session has gone by then: callbacks never come from inside a call.
void MosquittoLink::later(std::function<void()> what) {
  boost::asio::post(io_, [weak = weak_from_this(), run = std::move(what)] {
    const auto link = weak.lock();
    if (link && link->stage_ != Stage::over) run();
  });
}

void MosquittoLink::fail(std::string why, std::optional<std::uint8_t> reason) {
  if (stage_ == Stage::over) return;
  const auto self = shared_from_this();
  release();
  const Callbacks last = std::move(callbacks_);
  for (const Ticket ticket : std::exchange(open_, {})) {
    if (last.published) last.published(ticket, kLinkEnded, why);
  }
  if (last.lost) last.lost(std::move(why), reason);
}

void MosquittoLink::abandon() {
  if (stage_ == Stage::over) return;
  if (stage_ == Stage::up) mosquitto_disconnect(library_);
  release();
}

// The library's own end of the socket closes with the link itself, when nothing of it is on the stack any
// more.
void MosquittoLink::release() {
  stage_ = Stage::over;
  boost::system::error_code ignored;
  lookup_.cancel();
  deadline_.cancel();
  pulse_.cancel();
  socket_.close(ignored);
  outlet_.close(ignored);
}

std::string MosquittoLink::explain(int result) const {
  std::string why = "the connection to " + endpoint() + " was lost: ";
  if (tls_ && !tls_->refusal().empty()) {
    return "TLS with " + endpoint() + " failed: certificate verify failed: " + tls_->refusal();
  }
  if (!last_error_.empty())
    return (stage_ == Stage::greeting ? "TLS with " + endpoint() + " failed: " : why) + last_error_;
  if (result == MOSQ_ERR_KEEPALIVE) return why + "no answer to a keep-alive";
  if (result == MOSQ_ERR_NO_CONN) return "not connected to " + endpoint();
  return why + mosquitto_strerror(result);
}

void MosquittoLink::wait_readable() {
  if (reading_ || !socket_.is_open()) return;
  reading_ = true;
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [weak = weak_from_this()](const boost::system::error_code& error) {
                       const auto link = weak.lock();
                       if (!link || error) return;
                       link->reading_ = false;
                       link->on_readable();
                     });
}

// Only while there is something to write, or the connection is being made: a
// writable socket is no news otherwise.
void MosquittoLink::wait_writable() {
  if (outlet_.is_open() || !socket_.is_open()) return;
  if (stage_ != Stage::connecting && !mosquitto_want_write(library_)) return;
  boost::system::error_code failed;
  outlet_.assign(dup(socket_.native_handle()), failed);
  if (failed) {
    return later([this, why = "out of file descriptors: " + failed.message()] { fail(why); });
  }
  outlet_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                     [weak = weak_from_this()](const boost::system::error_code& error) {
                       const auto link = weak.lock();
                       if (!link || error) return;
                       boost::system::error_code ignored;
                       link->outlet_.close(ignored);
                       link->on_writable();
                     });
}

void MosquittoLink::on_readable() {
  const auto self = shared_from_this();
  int result = MOSQ_ERR_SUCCESS;
  bool drained = false;
  for (int packets = 0; packets < kPacketsPerWakeUp && !drained; ++packets) {
    errno = 0;
    result = mosquitto_loop_read(library_, 1);
    if (result != MOSQ_ERR_SUCCESS || stage_ == Stage::over) break;
    const int state = errno;
    if (stage_ == Stage::greeting && socket_is_dead(state)) result = MOSQ_ERR_CONN_LOST;
    if (result != MOSQ_ERR_SUCCESS) break;
    const auto* ssl = static_cast<const SSL*>(mosquitto_ssl_get(library_));  // anew: it goes with the socket
    drained = state == EAGAIN && !(ssl && SSL_has_pending(ssl));
  }
  if (result == MOSQ_ERR_SUCCESS && stage_ != Stage::over && mosquitto_want_write(library_)) {
    result = mosquitto_loop_write(library_, 1);
  }
  after_library(result);
  if (stage_ == Stage::over) return;
  if (drained) return wait_readable();
  later([this] { on_readable(); });
}

void MosquittoLink::on_writable() {
  const auto self = shared_from_this();
  if (stage_ == Stage::connecting) {
    if (const int refused = connect_failure(socket_.native_handle())) {
      last_failure_ = addresses_[next_address_ - 1] + ": " + std::strerror(refused);
      return try_next_address();
    }
    stage_ = Stage::greeting;
    pulse_.expires_after(std::chrono::seconds(0));
    tick();
    wait_readable();
  }
  if (stage_ != Stage::over) after_library(mosquitto_loop_write(library_, 1));
}

void MosquittoLink::after_library(int result) {
  if (stage_ == Stage::over) return;
  if (result != MOSQ_ERR_SUCCESS || mosquitto_socket(library_) < 0) return fail(explain(result));
  wait_writable();
}

// The library's own time: sends the keep-alive and notices when the broker does not answer it.
void MosquittoLink::tick() {
  const auto period = std::clamp(target_.keep_alive / 4, std::chrono::seconds(1), std::chrono::seconds(15));
  pulse_.expires_after(period);
  pulse_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto link = weak.lock();
    if (!link || error || link->stage_ == Stage::over) return;
    link->after_library(mosquitto_loop_misc(link->library_));
    if (link->stage_ != Stage::over) link->tick();
  });
}

}  // namespace gatewarden::mqtt
