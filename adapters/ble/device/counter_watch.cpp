#include "adapters/ble/device/counter_watch.hpp"

#include <chrono>

namespace gatewarden::ble {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDisorder = 2s;      // what several adapters heard is merged in any order
constexpr Duration kForgotten = 10min;  // then another of its formats is watched
constexpr std::uint32_t kNearWrap = 0xFF000000;

// Where a counter may have wrapped half its way, it tells nothing. Bounds are chosen for a packet a second.
Duration judged_within(std::uint8_t bits) {
  if (bits <= 8) return 1min;
  return bits <= 16 ? Duration(6h) : Duration(24h * 30);
}

// Ruuvi's wrap one or two early (65534, 2^24 - 2): a wrap is a small step forward in any case.
std::uint32_t mask_of(std::uint8_t bits) { return bits >= 32 ? 0xFFFFFFFF : (std::uint32_t{1} << bits) - 1; }

bool near_zero(std::uint32_t counter, std::uint8_t bits) { return counter < (bits <= 8 ? 8U : 256U); }

}  // namespace

CounterWatch::Fall CounterWatch::saw(const Decoded& decoded, std::uint16_t adapter, SteadyTime at) {
  if (!decoded.since_start && (!decoded.counter || decoded.authenticated)) return Fall::none;
  if (decoded.format.data() != format_) {
    if (format_ && at - at_ < kForgotten) return Fall::none;
    *this = {};
    format_ = decoded.format.data();
  }
  const Duration since = at - at_;
  if (adapter != adapter_ && since <= kDisorder && (since_start_ || counter_)) return Fall::none;
  Fall fall = Fall::none;
  if (decoded.since_start) fall = judge_uptime(*decoded.since_start);
  if (decoded.counter && !decoded.authenticated && fall == Fall::none)
    fall = judge_counter(*decoded.counter, decoded.counter_bits, since);
  since_start_ = decoded.since_start ? decoded.since_start : since_start_;
  if (decoded.counter && !decoded.authenticated) counter_ = decoded.counter;
  bits_ = decoded.counter_bits;
  adapter_ = adapter;
  at_ = at;
  return fall;
}

CounterWatch::Fall CounterWatch::judge_uptime(std::uint32_t now) {
  const bool wrapped = since_start_ && *since_start_ >= kNearWrap && now <= ~kNearWrap;
  return since_start_ && now < *since_start_ && !wrapped ? Fall::reboot : Fall::none;
}

CounterWatch::Fall CounterWatch::judge_counter(std::uint32_t now, std::uint8_t bits, Duration since) const {
  if (!counter_ || bits == 0 || bits != bits_ || since > judged_within(bits)) return Fall::none;
  const std::uint32_t mask = mask_of(bits), forward = (now - *counter_) & mask;
  if (forward <= mask / 2) return Fall::none;
  return near_zero(now, bits) ? Fall::reboot : Fall::out_of_order;
}

}  // namespace gatewarden::ble
