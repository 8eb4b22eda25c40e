#include "examples/simulated_site/modbus_gateway.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <utility>
#include <vector>

namespace simulated {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Frame = std::vector<std::uint8_t>;

constexpr std::size_t kHeaderBytes = 7;  // transaction, protocol, length, unit
constexpr std::size_t kMaxBytes = 260;   // of a Modbus TCP frame (MODBUS Messaging on TCP/IP Guide, 3.1.3)

constexpr std::uint8_t kIllegalFunction = 1;
constexpr std::uint8_t kIllegalAddress = 2;
constexpr std::uint8_t kDeviceFailure = 4;

std::uint16_t word(const std::uint8_t* bytes) { return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]); }

void append(Frame& frame, std::uint16_t value) {
  frame.push_back(static_cast<std::uint8_t>(value >> 8));
  frame.push_back(static_cast<std::uint8_t>(value));
}

// Read Device Identification, the basic objects (MODBUS Application Protocol V1.1b3, section 6.21).
Frame identification(const std::array<std::string_view, 3>& texts, std::uint8_t category) {
  Frame frame{43, 14, category, 1, 0, 0, 3};
  std::uint8_t object = 0;
  for (const std::string_view text : texts) {
    frame.push_back(object++);
    frame.push_back(static_cast<std::uint8_t>(text.size()));
    frame.insert(frame.end(), text.begin(), text.end());
  }
  return frame;
}

// The answer after the unit id; empty if the meter is silent.
Frame answer(Meter& meter, const std::uint8_t* request, std::size_t bytes) {
  const std::uint8_t function = request[0];
  const auto exception = [function](std::uint8_t code) {
    return Frame{static_cast<std::uint8_t>(function | 0x80), code};
  };
  if (meter.mood() == Mood::dead) return {};
  if (meter.fails_now()) return exception(kDeviceFailure);
  if (const auto identity = meter.identity(); identity && function == 43 && bytes == 4 && request[1] == 14) {
    return identification(*identity, request[2]);
  }
  if ((function != 3 && function != 4) || bytes != 5) return exception(kIllegalFunction);
  const std::uint16_t count = word(request + 3);
  const auto registers = meter.read(function, word(request + 1), count);
  if (!registers || count == 0 || count > 125) return exception(kIllegalAddress);
  Frame frame{function, static_cast<std::uint8_t>(count * 2)};
  for (const std::uint16_t value : *registers) append(frame, value);
  return frame;
}

// One master's connection: requests and answers in turn.
class Dialogue : public std::enable_shared_from_this<Dialogue> {
 public:
  Dialogue(asio::ip::tcp::socket socket, ModbusGateway::Meters& meters)
      : socket_(std::move(socket)), meters_(meters) {}

  void read_header() {
    asio::async_read(socket_, asio::buffer(request_, kHeaderBytes),
                     [self = shared_from_this()](error_code failed, std::size_t) {
                       if (!failed) self->read_body();
                     });
  }

 private:
  void read_body() {
    const std::size_t length = word(&request_[4]);                                // includes the unit id
    if (word(&request_[2]) != 0 || length < 2 || length > kMaxBytes - 6) return;  // not Modbus: hang up
    asio::async_read(socket_, asio::buffer(&request_[kHeaderBytes], length - 1),
                     [self = shared_from_this()](error_code failed, std::size_t bytes) {
                       if (!failed) self->reply(bytes);
                     });
  }

  void reply(std::size_t bytes) {
    const auto meter = meters_.find(request_[6]);
    const Frame body =
        meter == meters_.end() ? Frame{} : answer(meter->second, &request_[kHeaderBytes], bytes);
    if (body.empty()) return read_header();  // like a real gateway without such a unit
    reply_.assign(&request_[0], &request_[4]);
    append(reply_, static_cast<std::uint16_t>(body.size() + 1));
    reply_.push_back(request_[6]);
    reply_.insert(reply_.end(), body.begin(), body.end());
    asio::async_write(socket_, asio::buffer(reply_),
                      [self = shared_from_this()](error_code failed, std::size_t) {
                        if (!failed) self->read_header();
                      });
  }

  asio::ip::tcp::socket socket_;
  ModbusGateway::Meters& meters_;
  std::array<std::uint8_t, kMaxBytes> request_{};
  Frame reply_;
};

}  // namespace

ModbusGateway::ModbusGateway(asio::io_context& loop, Meters meters)
    : acceptor_(loop, {asio::ip::address_v4::loopback(), 0}), meters_(std::move(meters)) {
  accept();
}

void ModbusGateway::pass(double seconds) {
  for (auto& [unit, meter] : meters_) meter.pass(seconds);
}

void ModbusGateway::accept() {
  acceptor_.async_accept([this](error_code failed, asio::ip::tcp::socket socket) {
    if (failed) return;
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    std::make_shared<Dialogue>(std::move(socket), meters_)->read_header();
    accept();
  });
}

}  // namespace simulated
