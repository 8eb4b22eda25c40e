// Scripted units behind a pseudo-terminal, path(), without baud rate or parity. Checksums are computed bit by
// bit, not with the tested code.
#pragma once

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/lacking.hpp"

namespace gatewarden {

class ScriptedSerialSlave {
 public:
  using Bytes = std::vector<std::uint8_t>;
  struct Request {
    std::uint8_t unit = 0;
    std::uint8_t function = 0;
    std::uint16_t first = 0;
    std::uint16_t count = 0;
    Bytes bytes;  // as received
  };
  using Script = std::function<void(const Request&, ScriptedSerialSlave&)>;

  explicit ScriptedSerialSlave(boost::asio::io_context& io, Script script = truthful())
      : near_(io), script_(std::move(script)) {
    plug_in();
  }
  ~ScriptedSerialSlave() { unplug(); }

  const std::string& path() const { return path_; }
  const std::vector<Request>& requests() const { return requests_; }
  std::size_t requests_to(std::uint8_t unit) const {
    std::size_t count = 0;
    for (const Request& request : requests_) count += request.unit == unit ? 1 : 0;
    return count;
  }
  void script(Script script) { script_ = std::move(script); }
  void send(const Bytes& bytes) {
    sent_ += bytes.size();
    boost::asio::write(near_, boost::asio::buffer(bytes));
  }
  std::size_t sent_bytes() const { return sent_; }
  std::size_t received_bytes() const { return received_; }

  // Unplugs the adapter: the open port sees its end, and the path is dead.
  void unplug() {
    boost::system::error_code ignored;
    near_.close(ignored);
    if (far_ >= 0) close(far_);
    far_ = -1;
    in_.clear();
  }
  // Another pseudo-terminal: path() may differ.
  void plug_in() {
    int near = -1;
    std::array<char, 128> name{};
    termios raw{};
    cfmakeraw(&raw);
    if (openpty(&near, &far_, name.data(), &raw, nullptr) != 0) throw test::Lacking("a pseudo-terminal");
    fcntl(near, F_SETFD, FD_CLOEXEC);
    fcntl(far_, F_SETFD, FD_CLOEXEC);
    path_ = name.data();
    near_.assign(near);
    listen();
  }

  static std::uint16_t checksum(const Bytes& bytes) {
    unsigned value = 0xFFFF;
    for (const std::uint8_t byte : bytes) {
      value ^= byte;
      for (int bit = 0; bit < 8; ++bit) value = (value & 1u) != 0 ? value >> 1 ^ 0xA001u : value >> 1;
    }
    return static_cast<std::uint16_t>(value);
  }
  static Bytes framed(std::uint8_t unit, const Bytes& pdu) {
    Bytes frame(1 + pdu.size(), unit);
    std::copy(pdu.begin(), pdu.end(), frame.begin() + 1);
    const std::uint16_t sum = checksum(frame);
    frame.push_back(static_cast<std::uint8_t>(sum));
    frame.push_back(static_cast<std::uint8_t>(sum >> 8));
    return frame;
  }
  // The correct answer: register n of unit u is worth 100 * u + n; bit n is set if n is odd.
  static Bytes answer(const Request& request) {
    Bytes pdu{request.function};
    if (request.function <= 2) {
      const auto bytes = static_cast<std::uint8_t>((request.count + 7) / 8);
      pdu.push_back(bytes);
      pdu.insert(pdu.end(), bytes, request.first % 2 == 0 ? 0xAA : 0x55);
    } else {
      pdu.push_back(static_cast<std::uint8_t>(2 * request.count));
      for (unsigned i = 0; i < request.count; ++i) {
        const unsigned value = 100u * request.unit + request.first + i;
        pdu.push_back(static_cast<std::uint8_t>(value >> 8));
        pdu.push_back(static_cast<std::uint8_t>(value));
      }
    }
    return framed(request.unit, pdu);
  }
  static Bytes exception(const Request& request, std::uint8_t code) {
    return framed(request.unit, {static_cast<std::uint8_t>(request.function | 0x80), code});
  }
  static Script truthful() {
    return [](const Request& request, ScriptedSerialSlave& line) { line.send(answer(request)); };
  }
  static Script silent() {
    return [](const Request&, ScriptedSerialSlave&) {};
  }

 private:
  void listen() {
    near_.async_read_some(boost::asio::buffer(chunk_), [this](auto error, std::size_t count) {
      if (error) return;
      received_ += count;
      in_.insert(in_.end(), chunk_.begin(), chunk_.begin() + static_cast<long>(count));
      while (in_.size() >= 8 || (in_.size() == 7 && in_[1] == 43)) {
        const long length = in_[1] == 43 ? 7 : 8;
        const Bytes b(in_.begin(), in_.begin() + length);
        in_.erase(in_.begin(), in_.begin() + length);
        if (checksum(b) != 0) throw std::runtime_error("a request with a wrong checksum");
        requests_.push_back({b[0], b[1], static_cast<std::uint16_t>(b[2] << 8 | b[3]),
                             static_cast<std::uint16_t>(b[4] << 8 | b[5]), b});
        const Request request = requests_.back();
        script_(request, *this);
      }
      if (near_.is_open()) listen();
    });
  }

  boost::asio::posix::stream_descriptor near_;
  int far_ = -1;  // kept open, so that the line exists while the port is closed
  std::string path_;
  Script script_;
  std::array<std::uint8_t, 512> chunk_{};
  Bytes in_;
  std::vector<Request> requests_;
  std::size_t sent_ = 0, received_ = 0;
};

}  // namespace gatewarden
