#include "adapters/modbus/transport/direction_switch.hpp"

namespace gatewarden::modbus {
namespace {

// Between two looks at a chip that is late.
constexpr Duration kLook = std::chrono::microseconds(500);

}  // namespace

DirectionSwitch::DirectionSwitch(Clock& clock, int port, const SerialSettings& settings, const Ioctl& ioctl,
                                 std::function<void()> write)
    : clock_(clock),
      port_(port),
      rs485_(settings.rs485.value_or(Rs485{})),
      line_(settings.line),
      ioctl_(ioctl),
      write_(std::move(write)),
      timer_(clock.timer([this] { step(); })) {}

void DirectionSwitch::send(std::size_t bytes) {
  bytes_ = bytes;
  set_rts(port_, rs485_.rts_on_send, ioctl_);
  stage_ = Stage::before;
  rs485_.delay_before > Duration::zero() ? wait(Stage::before, rs485_.delay_before) : step();
}

void DirectionSwitch::step() {
  switch (stage_) {
    case Stage::receiving:
      break;
    case Stage::before:
      write_();
      wait(Stage::sending, line_.time_of(bytes_));
      break;
    case Stage::sending:
      if (!all_sent(port_, ioctl_)) return wait(Stage::sending, kLook);
      if (rs485_.delay_after > Duration::zero()) return wait(Stage::after, rs485_.delay_after);
      [[fallthrough]];
    case Stage::after:
      stage_ = Stage::receiving;
      set_rts(port_, !rs485_.rts_on_send, ioctl_);
      break;
  }
}

void DirectionSwitch::wait(Stage stage, Duration duration) {
  stage_ = stage;
  timer_->arm(clock_.now() + duration);
}

}  // namespace gatewarden::modbus
