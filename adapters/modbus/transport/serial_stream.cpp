#include "adapters/modbus/transport/serial_stream.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <optional>

#include "adapters/modbus/transport/direction_switch.hpp"
#include "adapters/modbus/wire/rtu.hpp"

namespace gatewarden::modbus {

namespace asio = boost::asio;
using boost::system::error_code;

// Lives while one of its handlers is pending; ignores all once its listener is gone.
class SerialStream::Port : public std::enable_shared_from_this<Port> {
 public:
  Port(asio::io_context& io, StreamListener& listener, const Ioctl& ioctl)
      : port_(io), ioctl_(ioctl), listener_(&listener) {}

  void open(Clock& clock, const SerialSettings& settings) {
    const std::optional<Trouble> trouble = prepare(settings);
    if (!trouble && settings.rs485 && settings.rs485->direction == Rs485::Direction::rts) {
      direction_ = std::make_unique<DirectionSwitch>(clock, port_.native_handle(), settings, ioctl_,
                                                     [this] { write(); });
    }
    asio::post(port_.get_executor(), [self = shared_from_this(), trouble] {
      if (!self->listener_) return;
      if (trouble) return self->fail(*trouble);
      self->read();
      self->listener_->opened();
    });
  }

  void abandon() {
    listener_ = nullptr;
    direction_.reset();
    if (!port_.is_open()) return;
    if (ours_) forget_unsent(port_.native_handle(), ioctl_);  // otherwise another program sends it
    error_code ignored;
    port_.close(ignored);
  }

  void send(std::span<const std::uint8_t> bytes) {
    out_.assign(bytes.begin(), bytes.end());
    direction_ ? direction_->send(out_.size()) : write();
  }

 private:
  // Nothing if the port is open and ready. TIOCEXCL does not keep root out, hence the lock.
  std::optional<Trouble> prepare(const SerialSettings& settings) {
    const int port = ::open(settings.path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port < 0) return trouble_opening(errno);
    port_.assign(port);
    if (::flock(port, LOCK_EX | LOCK_NB) != 0) return trouble_opening(errno);
    const auto ready = set_up(port, settings, ioctl_);
    ours_ = static_cast<bool>(ready);
    if (!ready) return Trouble{Trouble::Kind::other, ready.error()};
    return std::nullopt;
  }

  void read() {
    port_.async_read_some(
        asio::buffer(in_),
        [self = shared_from_this()](error_code error, std::size_t count) { self->arrived(error, count); });
  }

  void arrived(error_code error, std::size_t count) {
    if (!listener_) return;
    if (error) return fail({Trouble::Kind::other, "the port is gone: unplugged? (" + error.message() + ")"});
    listener_->received(std::span(in_).first(count));
    if (listener_) read();
  }

  // A port that does not take a request at once is stuck. Reading notices a lost port.
  void write() {
    error_code error;
    const std::size_t sent = port_.write_some(asio::buffer(out_), error);
    if (sent == out_.size() || (error && error != asio::error::would_block)) return;
    asio::post(port_.get_executor(), [self = shared_from_this()] {
      if (self->listener_) self->fail({Trouble::Kind::other, "the port takes no bytes: it is stuck"});
    });
  }

  void fail(const Trouble& trouble) {
    StreamListener* listener = listener_;
    abandon();
    listener->closed(trouble);
  }

  asio::posix::stream_descriptor port_;
  Ioctl ioctl_;
  bool ours_ = false;  // locked and set up
  StreamListener* listener_;
  std::unique_ptr<DirectionSwitch> direction_;
  std::vector<std::uint8_t> out_;
  std::array<std::uint8_t, kMaxRtuBytes> in_{};
};

SerialStream::SerialStream(asio::io_context& io, Clock& clock, SerialSettings settings, Ioctl ioctl)
    : io_(io), clock_(clock), settings_(std::move(settings)), ioctl_(std::move(ioctl)) {}

SerialStream::~SerialStream() { close(); }

void SerialStream::open(StreamListener& listener) {
  port_ = std::make_shared<Port>(io_, listener, ioctl_);
  port_->open(clock_, settings_);
}

void SerialStream::close() {
  if (port_) port_->abandon();
  port_.reset();
}

void SerialStream::send(std::span<const std::uint8_t> bytes) { port_->send(bytes); }

}  // namespace gatewarden::modbus
