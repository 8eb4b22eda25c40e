#include "adapters/ble/commission/air_scan.hpp"

#include "adapters/ble/commission/advertisement_json.hpp"

namespace gatewarden::ble {

void AirScan::heard(const Advertisement& advertisement) {
  if (done_ || over(advertisement.unix_us)) return;
  const HeardDevice* known = devices_.take(advertisement, decoded_);
  if (options_.found && known) options_.found(*known);
  if (!options_.json) return;
  append_json_line(lines_, advertisement, decoded_);
  if (lines_.size() > options_.json_at_once) flush();
}

void AirScan::flush() {
  if (options_.json && !lines_.empty()) options_.json(lines_);
  lines_.clear();
}

bool AirScan::over(std::int64_t unix_us) {
  if (!began_us_) began_us_ = unix_us;
  if (!options_.most_us) return false;
  // A stranger's numbers: they may wrap.
  const auto passed = static_cast<std::uint64_t>(unix_us) - static_cast<std::uint64_t>(*began_us_);
  if (static_cast<std::int64_t>(passed) <= *options_.most_us) return false;
  done_ = true;
  options_.done();
  return true;
}

}  // namespace gatewarden::ble
