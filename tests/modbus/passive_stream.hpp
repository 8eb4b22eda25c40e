// A stream that a test opens, fills and closes by hand: it keeps what it is sent.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adapters/modbus/transport/stream.hpp"

namespace gatewarden::modbus {

class PassiveStream final : public Stream {
 public:
  void open(StreamListener& listener) override { listener_ = &listener; }
  void close() override { listener_ = nullptr; }
  void send(std::span<const std::uint8_t> bytes) override {
    sent.insert(sent.end(), bytes.begin(), bytes.end());
  }
  void doubt() override { ++doubts; }
  std::string endpoint() const override { return "10.0.0.5:502"; }

  // Null while closed.
  StreamListener* listener() const { return listener_; }
  std::vector<std::uint8_t> sent;
  unsigned doubts = 0;

 private:
  StreamListener* listener_ = nullptr;
};

}  // namespace gatewarden::modbus
