#include "adapters/modbus/commission/line_attempts.hpp"

#include <algorithm>

namespace gatewarden::modbus {
namespace {

constexpr unsigned kMaxFailures = 4;       // to open a line that was open before
constexpr unsigned kMaxLossesUnheard = 5;  // of a line without any answer
constexpr unsigned kMaxLosses = 30;        // of others: some gateways hang up over absent units
constexpr Duration kFirstPause = std::chrono::milliseconds(100);
constexpr Duration kMaxPause = std::chrono::seconds(2);

}  // namespace

void LineAttempts::opened() {
  ever_open_ = true;
  failures_ = 0;
}

void LineAttempts::answered() {
  ever_answered_ = true;
  losses_ = 0;
}

bool LineAttempts::failed() {
  if (ever_open_ && ++failures_ < kMaxFailures) return true;
  failures_ = 0;
  return false;
}

bool LineAttempts::lost() { return ++losses_ < (ever_answered_ ? kMaxLosses : kMaxLossesUnheard); }

Duration LineAttempts::pause() const {
  Duration pause = kFirstPause;
  for (unsigned i = 1; i < std::max(losses_, failures_) && pause < kMaxPause; ++i) pause *= 2;
  return std::min(pause, kMaxPause);
}

}  // namespace gatewarden::modbus
