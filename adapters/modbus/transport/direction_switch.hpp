// Half-duplex by hand: RTS switches a two-wire transceiver to sending, and back after the last bit. Waits by
// timer, never by blocking. For drivers that cannot do it (Rs485::Direction::rts).
#pragma once

#include <functional>
#include <memory>

#include "adapters/modbus/transport/serial_port.hpp"
#include "gateway/base/clock.hpp"

namespace gatewarden::modbus {

class DirectionSwitch {
 public:
  // `write` sends the request of send(). The port outlives this object.
  DirectionSwitch(Clock& clock, int port, const SerialSettings& settings, const Ioctl& ioctl,
                  std::function<void()> write);

  // Calls `write` once the line is ours, and releases it after `bytes`.
  void send(std::size_t bytes);

 private:
  enum class Stage : std::uint8_t { receiving, before, sending, after };
  void step();
  void wait(Stage stage, Duration duration);

  Clock& clock_;
  int port_;
  Rs485 rs485_;
  SerialLine line_;
  Ioctl ioctl_;
  std::function<void()> write_;
  Stage stage_ = Stage::receiving;
  std::size_t bytes_ = 0;
  std::unique_ptr<Timer> timer_;
};

}  // namespace gatewarden::modbus
