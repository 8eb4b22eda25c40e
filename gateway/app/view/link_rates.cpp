#include "gateway/app/view/link_rates.hpp"

namespace gatewarden::app {
namespace {

constexpr double kShortest = 0.5;  // seconds between two counts
constexpr double kWeight = 0.2;    // of the newest count, one a second: smooths over five seconds

}  // namespace

bool LinkRates::begin(SteadyTime now) {
  const double seconds = std::chrono::duration<double>(now - last_).count();
  if (seconds < kShortest) return false;
  seconds_ = seconds;
  last_ = now;
  return true;
}

void LinkRates::take(const std::string& link, std::uint64_t samples) {
  Rate& rate = rates_[link];
  const double fresh = samples >= rate.samples ? static_cast<double>(samples - rate.samples) / seconds_ : 0;
  rate.per_second += kWeight * (fresh - rate.per_second);
  rate.samples = samples;
}

double LinkRates::per_second(std::string_view link) const {
  const auto found = rates_.find(link);
  return found == rates_.end() ? 0 : found->second.per_second;
}

}  // namespace gatewarden::app
