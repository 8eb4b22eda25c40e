#include "adapters/local_mqtt/payload/payload_faults.hpp"

#include <numeric>
#include <tuple>

namespace gatewarden::local_mqtt {

std::string_view to_string(Fault fault) {
  switch (fault) {
    case Fault::too_large:
      return "too_large";
    case Fault::not_json:
      return "not_json";
    case Fault::too_deep:
      return "too_deep";
    case Fault::duplicate_key:
      return "duplicate_key";
    case Fault::wrong_type:
      return "wrong_type";
    case Fault::too_fast:
      return "too_fast";
    case Fault::mended:
      break;
  }
  return "mended";
}

void PayloadFaults::add(const PayloadFaults& more) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += more.counts_[i];
}

std::uint64_t PayloadFaults::lost() const {
  static_assert(static_cast<std::size_t>(Fault::mended) + 1 == std::tuple_size_v<decltype(counts_)>);
  return std::accumulate(counts_.begin(), counts_.end() - 1, std::uint64_t{0});
}

std::map<std::string, std::uint64_t> PayloadFaults::by_name() const {
  std::map<std::string, std::uint64_t> named;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] > 0) named.emplace(to_string(static_cast<Fault>(i)), counts_[i]);
  }
  return named;
}

}  // namespace gatewarden::local_mqtt
